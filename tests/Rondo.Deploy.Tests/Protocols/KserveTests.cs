using static Rondo.Deploy.Tests.TestHost;

namespace Rondo.Deploy.Tests.Protocols;

public sealed class KserveTests : IAsyncLifetime
{
    TestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_call_answers()
    {
        Assert.Equal("alive", (string)(await _host.Get("/")).Is(200).Json["status"]!);
        Assert.Equal(["churn", "flower", "house"], (await _host.Get("/v1/models")).Is(200).Json["models"]!.AsArray().Select(m => (string)m!));
        var model = (await _host.Get("/v1/models/churn")).Is(200).Json;
        Assert.Equal(("churn", true), ((string)model["name"]!, (bool)model["ready"]!));
        Assert.Equal("Model with name nobody does not exist.", (string)(await _host.Get("/v1/models/nobody")).Is(404).Json["error"]!);
        Assert.Equal("Model with name nobody does not exist.", (string)(await _host.Post("/v1/models/nobody:predict", """{"instances":[]}""")).Is(404).Json["error"]!);
    }

    [Fact]
    public async Task Instances_are_objects_or_values_in_order()
    {
        var predictions = (await _host.Post("/v1/models/house:predict", $$"""{"instances":[{{HouseRow}},[100.5,3,"Köln",true,"1999-05-31","2020-01-02T03:04:05Z"]]}""")).Is(200).Json["predictions"]!;
        Assert.Equal((double)predictions[0]!, (double)predictions[1]!);
        Assert.Equal((double)(await _host.Post("/models/house/predict", HouseRow)).Is(200).Json["predictions"]![0]!["prediction"]!, (double)predictions[0]!);
        Assert.Contains((string)(await _host.Post("/v1/models/churn:predict", $$"""{"signature_name":"serving_default","instances":[{{ChurnRow}}]}""")).Is(200).Json["predictions"]![0]!, (string[])["no", "yes"]);
    }

    [Fact]
    public async Task Explanations_add_up()
    {
        var explanation = (await _host.Post("/v1/models/house:explain", $$"""{"instances":[{{HouseRow}}]}""")).Is(200).Json["explanations"]![0]!["prediction"]!;
        var prediction = (double)(await _host.Post("/models/house/predict", HouseRow)).Is(200).Json["predictions"]![0]!["prediction"]!;
        Assert.Equal(prediction, (double)explanation["base"]! + explanation["contributions"]!.AsObject().Sum(c => (double)c.Value!), 5);
    }

    [Theory]
    [InlineData("{\"instances\":5}", "instances")]
    [InlineData("{\"instances\":{}}", "instances")]
    [InlineData("{\"instances\":[]}", "instances")]
    [InlineData("{\"instances\":[],\"instances\":[]}", "instances")]
    [InlineData("{\"other\":[]}", "other")]
    [InlineData("{\"instances\":[[5,80.25,\"basic\"],[2.5,80.25,\"basic\"]]}", "tenure")]
    [InlineData("{\"instances\":[{\"tenure\":5,\"charge\":true,\"plan\":\"basic\"}]}", "charge")]
    public async Task What_is_wrong_is_400_and_named(string body, string name) => (await _host.Post("/v1/models/churn:predict", body)).Names(400, name);

    [Fact]
    public async Task The_word_for_instances_that_are_no_list_is_kserves() =>
        Assert.Equal("Expected \"instances\" to be a list", (string)(await _host.Post("/v1/models/churn:predict", """{"instances":5}""")).Is(400).Json["error"]!);

    [Theory]
    [InlineData("{\"instances\":[[5,80.25]]}")]
    [InlineData("{\"instances\":[5]}")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task Rows_of_another_length_are_400(string body) => (await _host.Post("/v1/models/churn:predict", body)).Is(400);

    [Fact]
    public async Task Other_verbs_are_404() => (await _host.Post("/v1/models/churn:classify", "{}")).Is(404);

    [Fact]
    public async Task An_event_is_answered_by_an_event()
    {
        var plain = (await _host.Post("/v1/models/churn:predict", $$"""{"instances":[{{ChurnRow}}]}""")).Is(200).Json;
        var inBody = (await _host.Post("/v1/models/churn:predict", $$"""{"specversion":"1.0","id":"1","source":"s","type":"t","data":{"instances":[{{ChurnRow}}]} }""", "application/cloudevents+json")).Is(200);
        Assert.Equal("application/cloudevents+json", inBody.Type);
        Assert.Equal(("1.0", "io.kserve.inference.response", "io.kserve.inference.churn"), ((string)inBody.Json["specversion"]!, (string)inBody.Json["type"]!, (string)inBody.Json["source"]!));
        Assert.Equal(plain.ToJsonString(), inBody.Json["data"]!.ToJsonString());
        var inHeaders = (await _host.Post("/v1/models/churn:predict", $$"""{"instances":[{{ChurnRow}}]}""", "application/json", ("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "s"), ("ce-type", "t"))).Is(200);
        Assert.Equal(plain.ToJsonString(), inHeaders.Json.ToJsonString());
        Assert.Equal("io.kserve.inference.response", inHeaders.Headers.GetValues("ce-type").Single());
        Assert.NotEqual("1", inHeaders.Headers.GetValues("ce-id").Single());
        (await _host.Post("/v1/models/churn:predict", """{"specversion":"1.0","id":"1","source":"s","data":{}}""", "application/cloudevents+json")).Names(400, "type");
        (await _host.Post("/v1/models/churn:predict", """{"specversion":"0.3","id":"1","source":"s","type":"t","data":{}}""", "application/cloudevents+json")).Names(400, "specversion");
        (await _host.Post("/v1/models/churn:predict", "{}", "application/json", ("ce-specversion", "1.0"))).Names(400, "ce-id");
        var infer = (await _host.Post("/v2/models/flower/infer", """{"specversion":"1.0","id":"1","source":"s","type":"t","data":{"inputs":[{"name":"x","datatype":"FP64","shape":[1,2],"data":[1,2]}]}}""", "application/cloudevents+json")).Is(200);
        Assert.Equal("flower", (string)infer.Json["data"]!["model_name"]!);
    }

    [Fact]
    public async Task What_is_nowhere_is_not_found() => Assert.Equal("Not Found", (string)(await _host.Get("/v1/nothing")).Is(404).Json["detail"]!);
}
