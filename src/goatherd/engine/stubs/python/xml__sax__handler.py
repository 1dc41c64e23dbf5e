"""Names of SAX features."""

feature_external_ges = "http://xml.org/sax/features/external-general-entities"
feature_external_pes = "http://xml.org/sax/features/external-parameter-entities"
feature_namespaces = "http://xml.org/sax/features/namespaces"
