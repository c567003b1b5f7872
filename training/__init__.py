"""How the models and tables that are shipped are made: one command each, from sources that may be used."""
