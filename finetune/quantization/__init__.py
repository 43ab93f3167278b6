"""From an exported graph in fp32 to one in int8: `static` for taggers, `dynamic` for GLiNER models."""
