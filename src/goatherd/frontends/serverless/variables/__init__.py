"""Variables of the Serverless Framework, `${self:custom.x, 'default'}`: their syntax, their sources, their values."""
