"""What is deployed: the only room that asks AWS."""
