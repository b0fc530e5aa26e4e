"""What OpenAI's own Python SDK makes of a stack, in a small set.

`npm run exec` records and replays it: docs/guides/other-test-suites.md. It needs nothing but the package `openai`.
"""

import unittest

from openai import APIStatusError, NotFoundError, OpenAI

CHAT = "ollama/smollm2:135m"
EMBEDDING = {"embedding_model": "ollama/all-minilm:l6-v2", "embedding_dimension": 384}
HELLO = [{"role": "user", "content": "Say hello."}]
BREAD = b"Sourdough bread rises over night, and is baked in the morning."

client = OpenAI(max_retries=0)


class Chat(unittest.TestCase):
    def test_completion(self):
        answer = client.chat.completions.create(model=CHAT, messages=HELLO, max_tokens=8, temperature=0)
        self.assertEqual(answer.choices[0].message.role, "assistant")
        self.assertTrue(answer.choices[0].message.content)
        self.assertEqual(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens)

    def test_stream_joins_to_its_final_completion(self):
        deltas = []
        with client.chat.completions.stream(model=CHAT, messages=HELLO, temperature=0) as stream:
            for event in stream:
                if event.type == "content.delta":
                    deltas.append(event.delta)
            final = stream.get_final_completion()
        self.assertTrue(deltas)
        self.assertEqual("".join(deltas), final.choices[0].message.content)


class Responses(unittest.TestCase):
    def test_response_is_retrieved_as_it_was_created(self):
        created = client.responses.create(model=CHAT, input="Say hello.", temperature=0)
        self.assertEqual(created.status, "completed")
        self.assertTrue(created.output_text)
        self.assertEqual(client.responses.retrieve(created.id).output_text, created.output_text)
        client.responses.delete(created.id)

    def test_stream_joins_to_its_final_response(self):
        with client.responses.stream(model=CHAT, input="Say hello.", temperature=0) as stream:
            deltas = [event.delta for event in stream if event.type == "response.output_text.delta"]
            final = stream.get_final_response()
        self.assertTrue(deltas)
        self.assertEqual("".join(deltas), final.output_text)


class Files(unittest.TestCase):
    def test_file_is_what_was_uploaded(self):
        file = client.files.create(file=("bread.txt", BREAD), purpose="assistants")
        self.assertEqual((file.filename, file.bytes), ("bread.txt", len(BREAD)))
        self.assertEqual(client.files.content(file.id).read(), BREAD)
        self.assertTrue(client.files.delete(file.id).deleted)

    def test_file_is_found_in_a_vector_store(self):
        file = client.files.create(file=("bread.txt", BREAD), purpose="assistants")
        store = client.vector_stores.create(name="bread", extra_body=EMBEDDING)
        attached = client.vector_stores.files.create_and_poll(file.id, vector_store_id=store.id, poll_interval_ms=200)
        self.assertEqual(attached.status, "completed")
        self.assertEqual([each.id for each in client.vector_stores.files.list(store.id)], [file.id])
        results = client.vector_stores.search(store.id, query="When is bread baked?")
        self.assertEqual([each.content[0].text for each in results], [BREAD.decode()])
        self.assertTrue(client.vector_stores.delete(store.id).deleted)
        client.files.delete(file.id)


class Errors(unittest.TestCase):
    def test_unknown_model_is_not_found(self):
        with self.assertRaises(NotFoundError):
            client.chat.completions.create(model="none/none", messages=HELLO)

    def test_error_has_status_and_message(self):
        with self.assertRaises(APIStatusError) as raised:
            client.embeddings.create(model="none/none", input="Hello.")
        self.assertGreaterEqual(raised.exception.status_code, 400)
        self.assertIn("none/none", raised.exception.message)


if __name__ == "__main__":
    unittest.main()
