"""python3 -m unittest discover training -p '*_test.py'"""
import collections, io, pathlib, pickle, sys, tempfile, types, unittest, zipfile
import numpy as np
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import export


class _Storage:
    def __init__(self, key, kind): self.key, self.kind = key, kind


def save(path, tensors, module="torch", extra=None):
    """Writes a file as torch.save does: tensors by name, (array, size, stride, offset) each."""
    torch, utils = types.ModuleType(module), types.ModuleType("torch._utils")
    for name in ("FloatStorage", "BFloat16Storage"): setattr(torch, name, type(name, (), {"__module__": module}))
    def _rebuild_tensor_v2(*a): raise AssertionError
    _rebuild_tensor_v2.__module__, _rebuild_tensor_v2.__qualname__ = "torch._utils", "_rebuild_tensor_v2"
    utils._rebuild_tensor_v2 = _rebuild_tensor_v2
    class Tensor:
        def __init__(self, storage, offset, size, stride): self.all = (storage, offset, size, stride, False, collections.OrderedDict())
        def __reduce__(self): return _rebuild_tensor_v2, self.all
    class Pickler(pickle.Pickler):
        def persistent_id(self, o):
            if isinstance(o, _Storage): return ("storage", getattr(torch, o.kind), o.key, "cpu", 0)
    before = {m: sys.modules.get(m) for m in (module, "torch._utils")}
    sys.modules[module], sys.modules["torch._utils"] = torch, utils
    try:
        out = io.BytesIO(); state = collections.OrderedDict()
        with zipfile.ZipFile(path, "w") as z:
            for i, (name, (array, size, stride, offset)) in enumerate(tensors.items()):
                kind = "BFloat16Storage" if array.dtype == np.uint16 else "FloatStorage"
                state[name] = Tensor(_Storage(str(i), kind), offset, size, stride); z.writestr(f"x/data/{i}", array.tobytes())
            if extra: state["extra"] = extra
            Pickler(out, 2).dump(state); z.writestr("x/data.pkl", out.getvalue())
    finally:
        for m, old in before.items():
            if old is None: del sys.modules[m]
            else: sys.modules[m] = old


class Test(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(); self.path = self.folder.name + "/x.pt"
    def tearDown(self): self.folder.cleanup()

    def test_state_dict(self):
        a = np.arange(12, dtype=np.float32)
        save(self.path, {"bert.a": (a, (3, 4), (4, 1), 0), "b": (a, (4, 2), (1, 4), 1), "c": (np.array([0x3fc0, 0xc000], np.uint16), (2,), (1,), 0), "bert.position_ids": (a, (12,), (1,), 0)})
        got = export.load(self.path)
        self.assertEqual(sorted(got), ["a", "b", "c"])
        np.testing.assert_array_equal(got["a"], a.reshape(3, 4))
        np.testing.assert_array_equal(got["b"], [[1, 5], [2, 6], [3, 7], [4, 8]])
        np.testing.assert_array_equal(got["c"], [1.5, -2])

    def test_refuses_other_classes(self):
        save(self.path, {}, extra=pathlib.PurePosixPath("/"))
        with self.assertRaises(pickle.UnpicklingError): export.load(self.path)

    def test_rows(self):
        w = np.array([[1, -2, .5], [0, 0, 0]], np.float32); q, scale = export.rows(w)
        np.testing.assert_array_equal(q, [[64, -127, 32], [0, 0, 0]]); np.testing.assert_allclose(scale, [2 / 127, 1])

    def test_blocks(self):
        q = np.arange(32 * 16).reshape(32, 16); b = export.blocks(q).ravel()
        for n, k in ((0, 0), (5, 7), (17, 3), (31, 15)): self.assertEqual(b[(n // 16 * 4 + k // 4) * 64 + n % 16 * 4 + k % 4], q[n, k])

    def test_nibbles(self):
        w = np.random.default_rng(1).standard_normal((64, 64)).astype(np.float32); book = export.codebook(w); cells, scales, loss = export.nibbles(w, book)
        back = np.stack([book[cells & 15], book[cells >> 4]], -1).reshape(-1, 32) * (scales.astype(np.uint32) << 16).view(np.float32)
        self.assertAlmostEqual(float(np.sqrt(((back.reshape(64, 64) - w) ** 2).sum() / (w ** 2).sum())), loss, 5); self.assertLess(loss, .09)

    def test_checksum(self):
        self.assertEqual(export.crc32c(b"123456789"), 0xe3069283)
        slow = 0xffffffff
        for byte in (data := bytes(range(256)) * 40):
            slow ^= byte
            for _ in range(8): slow = slow >> 1 ^ (0x82f63b78 if slow & 1 else 0)
        self.assertEqual(export.crc32c(data), slow ^ 0xffffffff)


if __name__ == "__main__": unittest.main()
