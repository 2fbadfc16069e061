"""What the service is put into production with: container, compose, systemd, and a restart while calls go on."""
