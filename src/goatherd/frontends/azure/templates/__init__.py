"""Azure's own languages of infrastructure, Bicep and ARM templates, in the words that Terraform has for it."""
