"""SecLang, the language of ModSecurity's rules, as far as the Core Rule Set uses it.

Source: ModSecurity's Reference Manual, version 3.
"""
