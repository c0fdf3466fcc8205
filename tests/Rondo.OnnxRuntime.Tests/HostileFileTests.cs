using System.Text;
using Rondo.Engine.Errors;
using Rondo.Engine.Foreign;
using Rondo.Lifecycle.Foreign;

namespace Rondo.OnnxRuntime.Tests;

public sealed class HostileFileTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("rondo-onnx-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Weights_in_another_file_are_not_read()
    {
        var refusal = Assert.Throws<RondoException>(() => OnnxFacts.Read(File.ReadAllBytes(Elsewhere.PathOf("outside.onnx"))));
        Assert.Equal("external_data", refusal.Mistakes[0].Code);
    }

    [Fact]
    public void Operators_of_another_library_are_not_asked_for()
    {
        byte[] opset = [0x0A, 8, .. "evil.ops"u8, 0x10, 1];
        byte[] model = [.. File.ReadAllBytes(Elsewhere.PathOf("house.onnx")), 0x42, (byte)opset.Length, .. opset];
        var refusal = Assert.Throws<RondoException>(() => OnnxFacts.Read(model));
        Assert.Equal("unsafe_model", refusal.Mistakes[0].Code);
        Assert.Contains("'evil.ops'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Graphs_within_graphs_end_somewhere()
    {
        // A graph whose node has an attribute that is a graph, and so on.
        byte[] graph = [];
        for (var i = 0; i < 200; i++) graph = Field(1, Field(5, [.. Field(1, "body"u8), .. Field(6, graph)]));
        Assert.Equal("unsafe_model", Assert.Throws<RondoException>(() => OnnxFacts.Read(Field(7, graph))).Mistakes[0].Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a model")]
    [InlineData("PK\u0003\u0004 a zip")]
    [InlineData("{\"json\": true}")]
    public void What_is_no_ONNX_file_is_called_so(string text) =>
        Assert.Equal("not_onnx", Assert.Throws<RondoException>(() => OnnxFacts.Read(Encoding.UTF8.GetBytes(text))).Mistakes[0].Code);

    [Fact]
    public void A_tensor_that_no_memory_holds_is_refused()
    {
        Elsewhere.NeedsRuntime();
        Assert.Equal("unsuitable_model", Assert.Throws<RondoException>(() => ForeignModel.Try(Elsewhere.Request("bomb"))).Mistakes[0].Code);
    }

    [Fact]
    public void A_file_that_ends_early_is_refused_wherever_it_ends()
    {
        var whole = File.ReadAllBytes(Elsewhere.PathOf("churn.onnx"));
        for (var length = 0; length < whole.Length; length += 7) AssertTakenOrRefused(whole[..length]);
    }

    [Theory]
    [InlineData("churn", 1)]
    [InlineData("churn_zipmap", 2)]
    [InlineData("iris", 3)]
    [InlineData("torch_logits", 4)]
    public void Changed_bytes_are_taken_or_refused_and_nothing_breaks_down(string name, int seed)
    {
        var whole = File.ReadAllBytes(Elsewhere.PathOf(name + ".onnx"));
        var random = new Random(seed);
        for (var i = 0; i < 150; i++)
        {
            var changed = (byte[])whole.Clone();
            for (var k = random.Next(1, 4); k > 0; k--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            AssertTakenOrRefused(changed);
        }
    }

    void AssertTakenOrRefused(byte[] file)
    {
        Elsewhere.NeedsRuntime();
        var path = Path.Combine(_folder, "changed.onnx");
        File.WriteAllBytes(path, file);
        var request = new ForeignRequest(path, "changed") { Classes = ["a", "b", "c"], IsLogits = true };
        foreach (var one in (ForeignRequest[])[request, request with { Classes = [], IsLogits = false }])
        {
            var fault = Record.Exception(() => ForeignModel.Try(one));
            Assert.True(fault is null or RondoException, fault?.ToString());
        }
    }

    static byte[] Field(int number, ReadOnlySpan<byte> bytes)
    {
        var header = new List<byte> { (byte)((number << 3) | 2) };
        for (var length = bytes.Length; ; length >>= 7)
        {
            header.Add((byte)(length < 128 ? length : (length & 127) | 128));
            if (length < 128) break;
        }
        return [.. header, .. bytes];
    }
}
