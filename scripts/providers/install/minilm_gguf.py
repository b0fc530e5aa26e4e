"""Write a BERT sentence-transformer folder (safetensors) as a GGUF file: python minilm_gguf.py FOLDER OUT."""
import json
import os
import struct
import sys

import gguf
import numpy as np

source, out = sys.argv[1:]
config = json.load(open(os.path.join(source, "config.json")))
with open(os.path.join(source, "model.safetensors"), "rb") as f:
    head = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))
    data = f.read()
head.pop("__metadata__", None)

arch = gguf.MODEL_ARCH.BERT
w = gguf.GGUFWriter(out + ".part", gguf.MODEL_ARCH_NAMES[arch])
w.add_name("all-MiniLM-L6-v2")
w.add_license("apache-2.0")
w.add_context_length(config["max_position_embeddings"])
w.add_embedding_length(config["hidden_size"])
w.add_block_count(config["num_hidden_layers"])
w.add_feed_forward_length(config["intermediate_size"])
w.add_head_count(config["num_attention_heads"])
w.add_layer_norm_eps(config["layer_norm_eps"])
w.add_causal_attention(False)
w.add_pooling_type(gguf.PoolingType.MEAN)
w.add_file_type(gguf.LlamaFileType.ALL_F32)

CONTROL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
tokens = [line.rstrip("\n") for line in open(os.path.join(source, "vocab.txt"), encoding="utf-8")]


def phantom(token):
    """llama.cpp marks the start of a word with U+2581; BERT marks a piece that does not start a word with ##."""
    if token.startswith("[") and token.endswith("]"):
        return token
    return token[2:] if token.startswith("##") else "\u2581" + token


w.add_tokenizer_model("bert")
w.add_tokenizer_pre("default")
w.add_token_list([phantom(t).encode("utf-8") for t in tokens])
w.add_token_types([3 if t in CONTROL else 1 for t in tokens])
w.add_token_type_count(config["type_vocab_size"])
ids = {t: i for i, t in enumerate(tokens)}
w.add_bos_token_id(ids["[CLS]"])
w.add_eos_token_id(ids["[SEP]"])
w.add_sep_token_id(ids["[SEP]"])
w.add_pad_token_id(ids["[PAD]"])
w.add_unk_token_id(ids["[UNK]"])
w.add_mask_token_id(ids["[MASK]"])
w.add_add_bos_token(True)
w.add_add_eos_token(True)

names = gguf.get_tensor_name_map(arch, config["num_hidden_layers"])
for name, tensor in sorted(head.items()):
    if name.endswith("position_ids") or name.startswith("pooler"):
        continue
    assert tensor["dtype"] == "F32", (name, tensor["dtype"])
    start, end = tensor["data_offsets"]
    array = np.frombuffer(data[start:end], dtype="<f4").reshape(tensor["shape"])
    suffixes = (".weight", ".bias")
    new = names.get_name(name.removeprefix("bert."), try_suffixes=suffixes) or names.get_name(name, try_suffixes=suffixes)
    assert new, name
    w.add_tensor(new, np.ascontiguousarray(array))
w.write_header_to_file()
w.write_kv_data_to_file()
w.write_tensors_to_file()
w.close()
os.replace(out + ".part", out)
