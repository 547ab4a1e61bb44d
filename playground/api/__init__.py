"""The Web API: one file a family of methods, each declaring what it offers."""
