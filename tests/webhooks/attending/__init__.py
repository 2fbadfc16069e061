"""The bar of whoever takes calls."""
