using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using static Rondo.Deploy.Tests.TestHost;

namespace Rondo.Deploy.Tests.Protocols;

/// <summary>Open Inference Protocol v2 (kserve/open-inference-protocol), its binary tensor extension and its repository calls.</summary>
public sealed class OpenInferenceTests : IAsyncLifetime
{
    const string Infer = "/v2/models/churn/infer";
    const string Inputs = """[{"name":"tenure","datatype":"INT64","shape":[2],"data":[5,70]},{"name":"charge","datatype":"FP64","shape":[2],"data":[80.25,20]},{"name":"plan","datatype":"BYTES","shape":[2],"data":["basic","plus"]}]""";

    TestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await Start(TestCatalog());

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    static MemoryCatalog TestCatalog() => new MemoryCatalog()
        .Add("house", TrainedModels.House, "champion").Add("house", TrainedModels.DearerHouse)
        .Add("churn", TrainedModels.Churn).Add("flower", TrainedModels.Flower).Add("one", TrainedModels.OneColumn).Add("word", TrainedModels.OneText);

    [Fact]
    public async Task Health_server_and_model_metadata_answer()
    {
        Assert.True((bool)(await _host.Get("/v2/health/live")).Is(200).Json["live"]!);
        Assert.True((bool)(await _host.Get("/v2/health/ready")).Is(200).Json["ready"]!);
        var server = (await _host.Get("/v2")).Is(200).Json;
        Assert.NotNull(server["name"]);
        Assert.NotNull(server["version"]);
        Assert.Contains("binary_tensor_data", server["extensions"]!.AsArray().Select(e => (string)e!));
        var model = (await _host.Get("/v2/models/house")).Is(200).Json;
        Assert.Equal(["1", "2"], model["versions"]!.AsArray().Select(v => (string)v!));
        Assert.Equal(["area FP64 [-1]", "rooms INT64 [-1]", "city BYTES [-1]", "garden BOOL [-1]", "built BYTES [-1]", "sold BYTES [-1]"], Tensors(model["inputs"]!));
        Assert.Equal(["prediction FP64 [-1]"], Tensors(model["outputs"]!));
        Assert.Equal(["prediction BYTES [-1]", "probabilities FP64 [-1,2]"], Tensors((await _host.Get("/v2/models/churn/versions/1")).Is(200).Json["outputs"]!));
        Assert.True((bool)(await _host.Get("/v2/models/house/ready")).Is(200).Json["ready"]!);
        Assert.Equal("house", (string)(await _host.Get("/v2/models/house/versions/2/ready")).Is(200).Json["name"]!);
        Assert.Equal(["churn", "flower", "house", "one", "word"], (await _host.Get("/v2/models")).Is(200).Json["models"]!.AsArray().Select(m => (string)m!));

        static IEnumerable<string> Tensors(JsonNode list) => list.AsArray().Select(t => $"{t!["name"]} {t["datatype"]} {t["shape"]!.ToJsonString()}");
    }

    [Theory]
    [InlineData("/v2/models/nobody")]
    [InlineData("/v2/models/nobody/ready")]
    [InlineData("/v2/models/house/versions/9")]
    [InlineData("/v2/models/house/versions/9/ready")]
    public async Task What_is_not_there_is_404_with_an_error(string path) => Assert.NotEmpty((string)(await _host.Get(path)).Is(404).Json["error"]!);

    [Fact]
    public async Task Infer_answers_as_the_native_protocol_does()
    {
        var answer = (await _host.Post(Infer, $$"""{"id":"täg \"1\"","inputs":{{Inputs}}}""")).Is(200);
        Assert.Equal("application/json", answer.Type);
        Assert.Equal("churn", (string)answer.Json["model_name"]!);
        Assert.Equal("1", (string)answer.Json["model_version"]!);
        Assert.Equal("täg \"1\"", (string)answer.Json["id"]!);
        var native = (await _host.Post("/models/churn/predict", """{"rows":[{"tenure":5,"charge":80.25,"plan":"basic"},{"tenure":70,"charge":20,"plan":"plus"}]}""")).Is(200).Json["predictions"]!;
        var (labels, probabilities) = (answer.Json["outputs"]![0]!, answer.Json["outputs"]![1]!);
        Assert.Equal(("prediction", "BYTES", "[2]"), ((string)labels["name"]!, (string)labels["datatype"]!, labels["shape"]!.ToJsonString()));
        Assert.Equal(("probabilities", "FP64", "[2,2]"), ((string)probabilities["name"]!, (string)probabilities["datatype"]!, probabilities["shape"]!.ToJsonString()));
        Assert.Equal(native.AsArray().Select(p => (string)p!["prediction"]!), labels["data"]!.AsArray().Select(d => (string)d!));
        Assert.Equal(native.AsArray().SelectMany(p => new[] { (double)p!["probabilities"]!["no"]!, (double)p["probabilities"]!["yes"]! }), probabilities["data"]!.AsArray().Select(d => (double)d!));
        Assert.Null((await _host.Post("/v2/models/churn/versions/1/infer", $$"""{"inputs":{{Inputs}}}""")).Is(200).Json["id"]);
    }

    [Fact]
    public async Task Inputs_come_in_any_order_data_nested_or_flat_and_shapes_with_one_column()
    {
        var reference = (await _host.Post(Infer, $$"""{"inputs":{{Inputs}}}""")).Is(200).Json["outputs"]!.ToJsonString();
        var other = """{"inputs":[{"name":"plan","datatype":"BYTES","shape":[2,1],"data":[["basic"],["plus"]]},{"shape":[2,1],"data":[80.25,20],"name":"charge","datatype":"FP64"},{"name":"tenure","datatype":"INT32","shape":[2],"data":[[5,70]]}]}""";
        Assert.Equal(reference, (await _host.Post(Infer, other)).Is(200).Json["outputs"]!.ToJsonString());
        var asNothing = $$"""{"parameters":{"sequence_id":3,"flag":true,"word":"x"},"inputs":{{Inputs.Replace("\"shape\":[2],", "\"shape\":[2],\"parameters\":{\"anything\":\"goes\"},", StringComparison.Ordinal)}}}""";
        Assert.Equal(reference, (await _host.Post(Infer, asNothing)).Is(200).Json["outputs"]!.ToJsonString());
        Assert.Equal(reference, (await _host.Post(Infer, $$"""{"inputs":{{Inputs}}}""", null)).Is(200).Json["outputs"]!.ToJsonString());
    }

    [Fact]
    public async Task Outputs_are_chosen_and_ordered_by_the_caller()
    {
        var chosen = (await _host.Post(Infer, $$"""{"inputs":{{Inputs}},"outputs":[{"name":"probabilities"},{"name":"prediction","parameters":{"binary_data":false} }]}""")).Is(200).Json["outputs"]!.AsArray();
        Assert.Equal(["probabilities", "prediction"], chosen.Select(o => (string)o!["name"]!));
        Assert.Single((await _host.Post(Infer, $$"""{"inputs":{{Inputs}},"outputs":[{"name":"prediction"}]}""")).Is(200).Json["outputs"]!.AsArray());
        (await _host.Post(Infer, $$"""{"inputs":{{Inputs}},"outputs":[{"name":"prediction"},{"name":"prediction"}]}""")).Names(400, "prediction");
        (await _host.Post(Infer, $$"""{"inputs":{{Inputs}},"outputs":[{"name":"other"}]}""")).Names(400, "other");
    }

    [Fact]
    public async Task Classification_names_the_likeliest_classes()
    {
        var output = (await _host.Post(Infer, $$"""{"inputs":{{Inputs}},"outputs":[{"name":"probabilities","parameters":{"classification":1} }]}""")).Is(200).Json["outputs"]![0]!;
        Assert.Equal(("BYTES", "[2,1]"), ((string)output["datatype"]!, output["shape"]!.ToJsonString()));
        Assert.Matches("^0\\.[0-9]+(E-[0-9]+)?:1:yes$", (string)output["data"]![0]!);
        (await _host.Post(Infer, $$"""{"inputs":{{Inputs}},"outputs":[{"name":"prediction","parameters":{"classification":1} }]}""")).Is(400);
    }

    [Fact]
    public async Task One_matrix_brings_all_columns_of_a_numeric_model()
    {
        var columns = (await _host.Post("/v2/models/flower/infer", """{"inputs":[{"name":"length","datatype":"FP64","shape":[2],"data":[0.5,4.5]},{"name":"width","datatype":"FP64","shape":[2],"data":[0.5,2.5]}]}""")).Is(200).Json["outputs"]!.ToJsonString();
        Assert.Equal(columns, (await _host.Post("/v2/models/flower/infer", """{"inputs":[{"name":"x","datatype":"FP32","shape":[2,2],"data":[[0.5,0.5],[4.5,2.5]]}]}""")).Is(200).Json["outputs"]!.ToJsonString());
        (await _host.Post(Infer, """{"inputs":[{"name":"x","datatype":"FP64","shape":[1,3],"data":[1,2,3]}]}""")).Names(400, "plan");
    }

    [Theory]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[3],\"data\":[5,70]", "charge")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[2],\"data\":[5,70,1]", "tenure")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[2],\"data\":[5]", "tenure")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[2,2],\"data\":[5,70,5,70]", "tenure")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[],\"data\":[5]", "tenure")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[-1],\"data\":[5,70]", "shape")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[2.5],\"data\":[5,70]", "shape")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[18446744073709551616],\"data\":[5,70]", "shape")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[4294967296,4294967296],\"data\":[5,70]", "tenure")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[2],\"data\":[5,2.5]", "tenure")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[2],\"data\":[5,9223372036854775808]", "tenure")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[2],\"data\":[5,true]", "tenure")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[2],\"data\":[5,\"70\"]", "tenure")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[2],\"data\":[5,{}]", "tenure")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[2],\"data\":5", "tenure")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[2]", "tenure")]
    [InlineData("\"datatype\":\"INT64\"", "\"datatype\":\"INT65\"", "tenure")]
    [InlineData("\"datatype\":\"INT64\"", "\"datatype\":\"FP16\"", "tenure")]
    [InlineData("\"datatype\":\"INT64\"", "\"datatype\":\"BOOL\"", "tenure")]
    [InlineData("\"datatype\":\"FP64\"", "\"datatype\":\"FP16\"", "charge")]
    [InlineData("\"datatype\":\"FP64\"", "\"datatype\":\"BYTES\"", "charge")]
    [InlineData("[80.25,20]", "[1e400,20]", "charge")]
    [InlineData("\"datatype\":\"INT64\",\"shape\":[2],\"data\":[5,70]", "\"datatype\":\"UINT8\",\"shape\":[2],\"data\":[5,300]", "tenure")]
    [InlineData("\"datatype\":\"INT64\",\"shape\":[2],\"data\":[5,70]", "\"datatype\":\"INT8\",\"shape\":[2],\"data\":[5,-129]", "tenure")]
    [InlineData("\"datatype\":\"INT64\",\"shape\":[2],\"data\":[5,70]", "\"datatype\":\"UINT64\",\"shape\":[2],\"data\":[5,18446744073709551615]", "tenure")]
    [InlineData("\"name\":\"tenure\"", "\"name\":\"tenur\"", "tenur")]
    [InlineData("\"name\":\"tenure\"", "\"name\":\"charge\"", "charge")]
    [InlineData("\"name\":\"tenure\"", "\"name\":5", "name")]
    [InlineData("\"name\":\"tenure\",", "", "name")]
    [InlineData("{\"name\":\"tenure\",\"datatype\":\"INT64\",\"shape\":[2],\"data\":[5,70]},", "", "tenure")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[2],\"more\":1,\"data\":[5,70]", "more")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[2],\"parameters\":{\"a\":[1]},\"data\":[5,70]", "a")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[2],\"parameters\":{\"binary_data_size\":16},\"data\":[5,70]", "tenure")]
    [InlineData("\"shape\":[2],\"data\":[5,70]", "\"shape\":[2],\"parameters\":{\"binary_data_size\":16}", "tenure")]
    [InlineData("\"basic\"", "\"\\ud800\"", "plan")]
    public async Task A_wrong_tensor_is_refused_and_named(string part, string replacement, string name)
    {
        Assert.Contains(part, Inputs, StringComparison.Ordinal);
        (await _host.Post(Infer, $$"""{"inputs":{{Inputs.Replace(part, replacement, StringComparison.Ordinal)}}}""")).Names(400, name);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"inputs\":[]}")]
    [InlineData("{\"inputs\":{}}")]
    [InlineData("{\"inputs\":[1]}")]
    [InlineData("{\"inputs\":[],\"inputs\":[]}")]
    [InlineData("{\"id\":5,\"inputs\":[]}")]
    [InlineData("{\"parameters\":5,\"inputs\":[]}")]
    [InlineData("{\"more\":5,\"inputs\":[]}")]
    [InlineData("{")]
    [InlineData("")]
    public async Task What_is_no_request_is_400_with_an_error(string body) => Assert.NotEmpty((string)(await _host.Post(Infer, body)).Is(400).Json["error"]!);

    [Fact]
    public async Task Nesting_beyond_a_hundred_is_400() =>
        (await _host.Post(Infer, $$"""{"inputs":[{"name":"tenure","datatype":"INT64","shape":[1],"data":{{new string('[', 100_000)}}""")).Is(400);

    [Fact]
    public async Task Tensors_travel_as_bytes_both_ways()
    {
        var json = """{"inputs":[{"name":"charge","datatype":"FP64","shape":[2],"parameters":{"binary_data_size":16}},{"name":"plan","datatype":"BYTES","shape":[2],"parameters":{"binary_data_size":17}},{"name":"tenure","datatype":"INT16","shape":[2],"parameters":{"binary_data_size":4}}],"parameters":{"binary_data_output":true},"outputs":[{"name":"probabilities"},{"name":"prediction","parameters":{"binary_data":false}}]}""";
        byte[] tail = [.. Bytes(80.25), .. Bytes(20), .. Text("basic"), .. Text("plus"), 5, 0, 70, 0];
        var reference = (await _host.Post(Infer, $$"""{"inputs":{{Inputs}}}""")).Is(200).Json["outputs"]!;
        var answer = (await PostBinary(Infer, json, tail)).Is(200);
        Assert.Equal("application/octet-stream", answer.Type);
        var length = int.Parse(answer.Headers.GetValues("Inference-Header-Content-Length").Single(), null);
        var head = JsonNode.Parse(answer.Bytes.AsSpan(0, length))!;
        Assert.Equal(32, (int)head["outputs"]![0]!["parameters"]!["binary_data_size"]!);
        Assert.Null(head["outputs"]![0]!["data"]);
        Assert.Equal(reference[0]!["data"]!.ToJsonString(), head["outputs"]![1]!["data"]!.ToJsonString());
        Assert.Equal(length + 32, answer.Bytes.Length);
        var numbers = Enumerable.Range(0, 4).Select(i => BinaryPrimitives.ReadDoubleLittleEndian(answer.Bytes.AsSpan(length + 8 * i)));
        Assert.Equal(reference[1]!["data"]!.AsArray().Select(d => (double)d!), numbers);
    }

    [Fact]
    public async Task Texts_travel_as_bytes_after_their_length()
    {
        var answer = (await _host.Post(Infer, $$"""{"inputs":{{Inputs}},"outputs":[{"name":"prediction","parameters":{"binary_data":true} }]}""")).Is(200);
        var length = int.Parse(answer.Headers.GetValues("Inference-Header-Content-Length").Single(), null);
        var label = BinaryPrimitives.ReadInt32LittleEndian(answer.Bytes.AsSpan(length));
        Assert.Contains(Encoding.UTF8.GetString(answer.Bytes, length + 4, label), (string[])["no", "yes"]);
    }

    [Fact]
    public async Task In_bytes_nan_is_a_missing_value_and_infinity_is_refused()
    {
        var json = """{"inputs":[{"name":"length","datatype":"FP64","shape":[1],"parameters":{"binary_data_size":8}},{"name":"width","datatype":"FP16","shape":[1],"parameters":{"binary_data_size":2}}]}""";
        var missing = (await PostBinary("/v2/models/flower/infer", json, [.. Bytes(double.NaN), 0x00, 0x3C])).Is(200).Json["outputs"]!.ToJsonString();
        Assert.Equal(missing, (await _host.Post("/v2/models/flower/infer", """{"inputs":[{"name":"length","datatype":"FP64","shape":[1],"data":[null]},{"name":"width","datatype":"FP64","shape":[1],"data":[1]}]}""")).Is(200).Json["outputs"]!.ToJsonString());
        (await PostBinary("/v2/models/flower/infer", json, [.. Bytes(double.PositiveInfinity), 0x00, 0x3C])).Names(400, "length");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("99999")]
    [InlineData("99999999999999999999")]
    [InlineData("1.5")]
    public async Task A_length_of_the_json_that_cannot_be_is_400(string length) =>
        (await _host.Post(Infer, $$"""{"inputs":{{Inputs}}}""", "application/octet-stream", ("Inference-Header-Content-Length", length))).Is(400);

    [Fact]
    public async Task Bytes_that_are_not_what_was_announced_are_400()
    {
        var json = """{"inputs":[{"name":"length","datatype":"FP64","shape":[1],"parameters":{"binary_data_size":8}},{"name":"width","datatype":"FP64","shape":[1],"parameters":{"binary_data_size":SIZE}}]}""";
        foreach (var (size, count) in ((string, int)[])[("8", 15), ("8", 17), ("7", 15), ("9", 17), ("-8", 8), ("99999999999", 16)])
            (await PostBinary("/v2/models/flower/infer", json.Replace("SIZE", size, StringComparison.Ordinal), new byte[count])).Is(400);
        var text = """{"inputs":[{"name":"word","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":5}}]}""";
        (await PostBinary("/v2/models/word/infer", text, [1, 0, 0, 0, (byte)'a'])).Is(200);
        (await PostBinary("/v2/models/word/infer", text, [2, 0, 0, 0, (byte)'a'])).Is(400);
        (await PostBinary("/v2/models/word/infer", text, [255, 255, 255, 255, (byte)'a'])).Is(400);
        (await PostBinary("/v2/models/word/infer", text, [0, 0, 0, 0, (byte)'a'])).Is(400);
        (await PostBinary("/v2/models/word/infer", text, [1, 0, 0, 0, 0xFF])).Is(400);
    }

    [Fact]
    public async Task A_length_of_zero_is_one_raw_tensor()
    {
        var reference = (await _host.Post("/v2/models/one/infer", """{"inputs":[{"name":"x","datatype":"FP64","shape":[2],"data":[1,2]}]}""")).Is(200).Json["outputs"]![0]!["data"]!;
        var answer = (await _host.Post("/v2/models/one/infer", [.. Bytes(1), .. Bytes(2)], "application/octet-stream", ("Inference-Header-Content-Length", "0"))).Is(200);
        var length = int.Parse(answer.Headers.GetValues("Inference-Header-Content-Length").Single(), null);
        Assert.Equal((double)reference[0]!, BinaryPrimitives.ReadDoubleLittleEndian(answer.Bytes.AsSpan(length)));
        Assert.Equal(length + 16, answer.Bytes.Length);
        (await _host.Post("/v2/models/word/infer", "hello"u8.ToArray(), "application/octet-stream", ("Inference-Header-Content-Length", "0"))).Is(200);
        (await _host.Post("/v2/models/one/infer", [1, 2, 3], "application/octet-stream", ("Inference-Header-Content-Length", "0"))).Is(400);
        (await _host.Post(Infer, Bytes(1), "application/octet-stream", ("Inference-Header-Content-Length", "0"))).Is(400);
    }

    [Fact]
    public async Task The_repository_lists_loads_and_unloads()
    {
        var index = (await _host.Post("/v2/repository/index", "{}")).Is(200).Json.AsArray();
        Assert.Equal(6, index.Count);
        Assert.All(index, m => Assert.Equal(("READY", ""), ((string)m!["state"]!, (string)m["reason"]!)));
        Assert.Equal(["1", "2"], index.Where(m => (string)m!["name"]! == "house").Select(m => (string)m!["version"]!));
        Assert.True((bool)(await _host.Post("/v2/repository/models/flower/unload", "{}")).Is(200).Json["unload"]!);
        (await _host.Get("/v2/models/flower")).Is(404);
        (await _host.Post("/models/flower/predict", "{}")).Is(404);
        Assert.Equal("UNAVAILABLE", (string)(await _host.Post("/v2/repository/index", "")).Is(200).Json.AsArray().Single(m => (string)m!["name"]! == "flower")!["state"]!);
        Assert.DoesNotContain((await _host.Post("/v2/repository/index", """{"ready":true}""")).Is(200).Json.AsArray(), m => (string)m!["name"]! == "flower");
        (await _host.Post("/v2/repository/models/flower/unload", "")).Is(404);
        var loaded = (await _host.Post("/v2/repository/models/flower/load", "")).Is(200).Json;
        Assert.Equal(("flower", true), ((string)loaded["name"]!, (bool)loaded["load"]!));
        (await _host.Get("/v2/models/flower/ready")).Is(200);
        (await _host.Post("/v2/repository/models/nobody/load", "")).Is(404);
        (await _host.Post("/v2/repository/models/nobody/unload", "")).Is(404);
        (await _host.Post("/v2/repository/index", """{"ready":"yes"}""")).Is(400);
    }

    Task<Answer> PostBinary(string path, string json, byte[] tail)
    {
        var head = Encoding.UTF8.GetBytes(json);
        return _host.Post(path, [.. head, .. tail], "application/octet-stream", ("Inference-Header-Content-Length", $"{head.Length}"));
    }

    static byte[] Bytes(double value) => BitConverter.GetBytes(value);

    static byte[] Text(string text) => [.. BitConverter.GetBytes(text.Length), .. Encoding.UTF8.GetBytes(text)];
}
