"""segql: a language for customer segments."""
