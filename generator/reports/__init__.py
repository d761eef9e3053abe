"""Problems as people and programs read them."""
