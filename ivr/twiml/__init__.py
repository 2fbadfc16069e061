"""The provider's dialect: engine outputs become TwiML, web forms become engine inputs, signatures are checked. Pure."""
