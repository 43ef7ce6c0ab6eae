"""What is inside a file, and what a web address answers: the parts that the services for evidence are made of."""
