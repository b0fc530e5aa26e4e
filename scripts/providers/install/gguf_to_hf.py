"""Write a GGUF file as a Hugging Face folder (safetensors, bfloat16): python gguf_to_hf.py FILE FOLDER."""
import os
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

source, out = sys.argv[1:]
folder, name = os.path.split(source)
tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32).to(torch.bfloat16)
# the weights are written dequantized, so the folder must not say otherwise
model.hf_quantizer = None
if hasattr(model.config, "quantization_config"):
    del model.config.quantization_config
model.save_pretrained(out)
tokenizer.save_pretrained(out)
