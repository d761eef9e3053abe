"""A checked model to the resources and outputs of its stack."""
