using System.Net;
using Rondo.Deploy.Protocols;
using static Rondo.Deploy.Tests.TestHost;

namespace Rondo.Deploy.Tests.Protocols;

public sealed class CloudTests
{
    [Fact]
    public async Task Sagemaker_pings_invokes_and_asks_how_to_cut_a_batch()
    {
        await using var host = await For(Contract.Sagemaker);
        Assert.Empty((await host.Get("/ping")).Is(200).Bytes);
        var parameters = (await host.Get("/execution-parameters")).Is(200).Json;
        Assert.Equal((1, "MULTI_RECORD", 6), ((int)parameters["MaxConcurrentTransforms"]!, (string)parameters["BatchStrategy"]!, (int)parameters["MaxPayloadInMB"]!));
        var answer = (await host.Post("/invocations", $$"""{"instances":[{{ChurnRow}}]}""", "application/json", ("X-Amzn-SageMaker-Custom-Attributes", "trace=7"))).Is(200);
        var label = (string)answer.Json["predictions"]![0]!;
        Assert.Equal("trace=7", answer.Headers.GetValues("X-Amzn-SageMaker-Custom-Attributes").Single());
        var csv = (await host.Post("/invocations", "5,80.25,basic\n70,20,plus", "text/csv")).Is(200);
        Assert.Equal("text/csv", csv.Type);
        Assert.Equal(2, csv.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(label, csv.Text.Split('\n')[0]);
        Assert.Equal(csv.Text, (await host.Post("/invocations", "tenure,charge,plan\n5,80.25,basic\n70,20,plus\n", "text/csv")).Is(200).Text);
        Assert.Equal(label, (string)(await host.Post("/invocations", "5,80.25,basic", "text/csv", ("Accept", "application/json"))).Is(200).Json["predictions"]![0]!);
        Assert.Equal($"\"{label}\"\n\"{label}\"\n", (await host.Post("/invocations", $"{ChurnRow}\n{ChurnRow}", "application/jsonlines")).Is(200).Text);
        (await host.Post("/invocations", "5,80.25,basic", "text/csv", ("Accept", "image/png"))).Is(406);
        (await host.Post("/invocations", "2.5,80.25,basic", "text/csv")).Names(400, "tenure");
        (await host.Post("/invocations", "", "text/csv")).Is(400);
        (await host.Post("/invocations", "x", "application/x-recordio")).Is(415);
    }

    [Fact]
    public async Task Sagemaker_loads_and_unloads_models_while_it_runs()
    {
        var root = Directory.CreateTempSubdirectory("rondo-deploy-").FullName;
        try
        {
            var folder = Path.Combine(root, "a", "model");
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, "pipeline.bin"), TrainedModels.Churn.Pipeline);
            File.WriteAllText(Path.Combine(folder, "model.json"), """{"name":"churn","signature":{"target":"churned"}}""");
            await using var host = await Start(new MemoryCatalog(), o => o with { Contract = Contract.Sagemaker, Setting = name => name == "RONDO_MODELS_DIR" ? root : null });
            var load = $$"""{"model_name":"3f2a","url":{{System.Text.Json.JsonSerializer.Serialize(folder)}} }""";
            (await host.Post("/models", load)).Is(200);
            (await host.Post("/models", load)).Is(409);
            Assert.Equal("3f2a", (string)(await host.Get("/models")).Is(200).Json["models"]!.AsArray().Single()!["modelName"]!);
            Assert.Equal(folder, (string)(await host.Get("/models/3f2a")).Is(200).Json["modelUrl"]!);
            (await host.Post("/models/3f2a/invoke", "5,80.25,basic", "text/csv", ("X-Amzn-SageMaker-Target-Model", "a.tar.gz"))).Is(200);
            (await host.Post("/models/other/invoke", "5,80.25,basic", "text/csv")).Is(404);
            (await host.Send(HttpMethod.Delete, "/models/3f2a", null)).Is(200);
            (await host.Send(HttpMethod.Delete, "/models/3f2a", null)).Is(404);
            (await host.Post("/models/3f2a/invoke", "5,80.25,basic", "text/csv")).Is(404);
            (await host.Get("/models/3f2a")).Is(404);
            foreach (var outside in (string[])["/etc", "../etc", root, root + "/../x", "s3://bucket/x", "\u0000"])
                (await host.Post("/models", $$"""{"model_name":"x","url":{{System.Text.Json.JsonSerializer.Serialize(outside)}} }""")).Names(400, "url");
            (await host.Post("/models", """{"model_name":5,"url":"/x"}""")).Names(400, "model_name");
            (await host.Post("/models", """{"url":"/x"}""")).Names(400, "model_name");
            File.WriteAllBytes(Path.Combine(folder, "pipeline.bin"), [1, 2, 3]);
            Assert.True((int)(await host.Post("/models", load)).Status >= 400);
            Assert.Empty((await host.Get("/models")).Is(200).Json["models"]!.AsArray());
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task Sagemaker_has_no_room_for_a_model_larger_than_its_memory()
    {
        var root = Directory.CreateTempSubdirectory("rondo-deploy-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(root, "m"));
            File.WriteAllBytes(Path.Combine(root, "m", "pipeline.bin"), TrainedModels.Churn.Pipeline);
            File.WriteAllText(Path.Combine(root, "m", "model.json"), """{"name":"churn","signature":{}}""");
            await using var host = await Start(new MemoryCatalog(), o => o with { Contract = Contract.Sagemaker, Setting = name => name == "RONDO_MODELS_DIR" ? root : null }, h => h with { MemoryBytes = 100 });
            (await host.Post("/models", $$"""{"model_name":"x","url":{{System.Text.Json.JsonSerializer.Serialize(root + "/m")}} }""")).Is(507);
            Assert.Empty((await host.Get("/models")).Is(200).Json["models"]!.AsArray());
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task Sagemaker_tells_what_the_job_set()
    {
        var settings = new Dictionary<string, string> { ["SAGEMAKER_BATCH_STRATEGY"] = "SINGLE_RECORD", ["SAGEMAKER_MAX_PAYLOAD_IN_MB"] = "20", ["SAGEMAKER_MAX_CONCURRENT_TRANSFORMS"] = "4" };
        await using var host = await For(Contract.Sagemaker, settings);
        var parameters = (await host.Get("/execution-parameters")).Is(200).Json;
        Assert.Equal((4, "SINGLE_RECORD", 20), ((int)parameters["MaxConcurrentTransforms"]!, (string)parameters["BatchStrategy"]!, (int)parameters["MaxPayloadInMB"]!));
    }

    [Fact]
    public async Task Vertex_names_its_routes_in_the_environment()
    {
        await using var host = await For(Contract.Vertex, new() { ["AIP_PREDICT_ROUTE"] = "/v1/endpoints/7/deployedModels/9:predict", ["AIP_HEALTH_ROUTE"] = "/v1/endpoints/7/deployedModels/9" });
        (await host.Get("/v1/endpoints/7/deployedModels/9")).Is(200);
        var answer = (await host.Post("/v1/endpoints/7/deployedModels/9:predict", $$"""{"instances":[{{ChurnRow}},[5,80.25,"basic"]],"parameters":{} }""")).Is(200);
        Assert.Equal(2, answer.Json["predictions"]!.AsArray().Count);
        (await host.Post("/v1/endpoints/7/deployedModels/9:predict", """{"instances":5}""")).Names(400, "instances");
        (await host.Post("/v1/endpoints/7/deployedModels/9:predict", """{"instances":[],"parameters":5}""")).Names(400, "parameters");
    }

    [Fact]
    public async Task Vertex_has_routes_by_its_ids_and_without_any()
    {
        await using var named = await For(Contract.Vertex, new() { ["AIP_ENDPOINT_ID"] = "e", ["AIP_DEPLOYED_MODEL_ID"] = "d" });
        (await named.Get("/v1/endpoints/e/deployedModels/d")).Is(200);
        (await named.Post("/v1/endpoints/e/deployedModels/d:predict", $$"""{"instances":[{{ChurnRow}}]}""")).Is(200);
        await using var plain = await For(Contract.Vertex);
        (await plain.Post("/predict", $$"""{"instances":[{{ChurnRow}}]}""")).Is(200);
    }

    [Fact]
    public async Task Azure_scores_with_its_headers()
    {
        await using var host = await For(Contract.Azure, new() { ["AML_CORS_ORIGINS"] = "https://a.example, https://b.example" });
        Assert.Equal("Healthy", (await host.Get("/")).Is(200).Text);
        var answer = (await host.Post("/score", """{"input_data":{"columns":["tenure","charge","plan"],"index":[0],"data":[[5,80.25,"basic"]]}}""", "application/json",
            ("x-ms-client-request-id", "c1"), ("x-request-id", "r1"))).Is(200);
        Assert.Single(answer.Json.AsArray());
        Assert.Equal("c1", answer.Headers.GetValues("x-ms-client-request-id").Single());
        Assert.Equal("r1", answer.Headers.GetValues("x-request-id").Single());
        Assert.Equal("r1", answer.Headers.GetValues("x-ms-request-id").Single());
        Assert.Equal(answer.Text, (await host.Get("/score?tenure=5&charge=80.25&plan=basic")).Is(200).Text);
        Assert.Equal(answer.Text, (await host.Post("/score", $$"""{"data":[{{ChurnRow}}]}""")).Is(200).Text);
        (await host.Get("/score?tenure=5.5&charge=80.25&plan=basic")).Names(400, "tenure");
        (await host.Get("/score?tenure=5&tenure=5&charge=80.25&plan=basic")).Names(400, "tenure");
        (await host.Post("/score", "{}", "text/plain")).Is(415);
        (await host.Send(HttpMethod.Put, "/score", new StringContent("{}"))).Is(405);
        (await host.Post("/score", "{}", "application/json", ("x-ms-request-id", new string('a', 101)))).Is(431);
        var options = (await host.Send(HttpMethod.Options, "/score", null)).Is(200);
        Assert.Equal(HttpStatusCode.OK, options.Status);
        Assert.Equal("2.0", (string)(await host.Get("/swagger.json")).Is(200).Json["swagger"]!);
        Assert.Equal("3.0.3", (string)(await host.Get("/swagger.json?version=3")).Is(200).Json["openapi"]!);
        (await host.Get("/swagger.json?version=9")).Is(404);
    }

    [Theory]
    [InlineData(Contract.Sagemaker, "/invocations", "X-Amzn-SageMaker-Custom-Attributes")]
    [InlineData(Contract.Azure, "/score", "x-ms-client-request-id")]
    public async Task A_header_that_cannot_go_back_does_not(Contract contract, string path, string name)
    {
        await using var host = await For(contract);
        var answer = await host.SendRaw($"POST {path} HTTP/1.1\r\nHost: localhost\r\n{name}: \u00c3\u00a4\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}", 3);
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Azure_calls_a_deadline_a_failure()
    {
        await using var host = await Start(o => o with { Contract = Contract.Azure, Timeout = TimeSpan.FromMilliseconds(300) }, h => h with { Models = [new("churn")] });
        var answer = await host.SendRaw("POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{", 3);
        Assert.StartsWith("HTTP/1.1 500", answer, StringComparison.Ordinal);
        Assert.Contains("Scoring timeout after 300 ms", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Routes_that_name_no_model_say_so_when_several_are_served()
    {
        await using var host = await Start();
        (await host.Post("/invocations", $$"""{"instances":[{{ChurnRow}}]}""")).Is(404);
    }

    [Fact]
    public async Task Openapi_is_typed_by_the_signatures()
    {
        await using var host = await Start();
        var document = (await host.Get("/openapi.json")).Is(200).Json;
        Assert.Equal("3.1.0", (string)document["openapi"]!);
        var post = document["paths"]!["/models/churn/predict"]!["post"]!;
        var row = post["requestBody"]!["content"]!["application/json"]!["schema"]!["oneOf"]![0]!;
        Assert.Equal("integer", (string)row["properties"]!["tenure"]!["type"]![0]!);
        Assert.Equal("number", (string)row["properties"]!["charge"]!["type"]![0]!);
        Assert.Equal(["tenure", "charge", "plan"], row["required"]!.AsArray().Select(r => (string)r!));
        Assert.False((bool)row["additionalProperties"]!);
        Assert.Equal(["no", "yes"], post["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["properties"]!["predictions"]!["items"]!["properties"]!["prediction"]!["enum"]!.AsArray().Select(c => (string)c!));
        Assert.NotNull(document["paths"]!["/models/house/predict"]);
    }

    static Task<TestHost> For(Contract contract, Dictionary<string, string>? settings = null) =>
        Start(o => o with { Contract = contract, Setting = name => settings?.GetValueOrDefault(name) }, h => h with { Models = [new("churn")] });
}
