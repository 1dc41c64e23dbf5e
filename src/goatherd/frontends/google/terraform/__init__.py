"""Functions of Google's cloud that Terraform declares, of both generations, with buckets and who may call them."""
