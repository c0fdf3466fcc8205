using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rondo.Server.Tests.Mlflow;

/// <summary>The cases that MLflow's servers fell for, and others alike; numbered as in the list of them. C28-C30, C32, C42 and C46 are in GateCasesTests, C40 in WebhookTests, C41 in EveryRouteTests; C43 has nothing to hold: no route exports tables for spreadsheets.</summary>
public sealed class HostileCasesTests : IAsyncLifetime
{
    MlflowServer _server = null!;
    string _run = "";

    public async ValueTask InitializeAsync()
    {
        _server = await MlflowServer.Start();
        _run = await _server.Run();
        (await _server.Put($"0/{_run}/artifacts/a.txt", "mine")).Expect();
    }

    // C36: whatever was tried, the server is alive and has what it had.
    public async ValueTask DisposeAsync()
    {
        Assert.Equal("mine", (await _server.Send(HttpMethod.Get, $"{MlflowServer.Files}/0/{_run}/artifacts/a.txt")).Expect().Text);
        await _server.DisposeAsync();
    }

    public static TheoryData<string> Paths =>
    [
        "../a.txt", "../../../../../../etc/passwd", "x/../../a.txt", "./a.txt", "x//a.txt", "/a.txt",
        "%2e%2e/a.txt", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "x/%2e/a.txt",
        "%252e%252e/a.txt", "%252e%252e%252fa.txt", "%25252e%25252e/a.txt",
        "..%2fa.txt", "..%5ca.txt", "x%5c..%5ca.txt", "x%2fa.txt",
        "//etc/passwd", "%2fetc%2fpasswd",
        "file:/etc/passwd", "file:///etc/passwd", "file%3a%2f%2f%2fetc%2fpasswd",
        "x%00.txt", "x%0a.txt", "x%0d%0aSet-Cookie:a=b", "%c0%ae%c0%ae/a.txt",
        "C:/windows/win.ini", "C%3a%5cwindows", "%5c%5chost%5cshare",
        "a.txt%23/../../x", "a.txt%3f/../../x",
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task C1_to_C9_no_path_leads_out_of_a_run(string path)
    {
        var queried = Uri.EscapeDataString(path.Contains('%', StringComparison.Ordinal) ? path : path);
        HttpStatusCode[] refused = [HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed];
        foreach (var raw in (string[])[path, queried])
        {
            Assert.Contains(await Raw("GET", $"{MlflowServer.Files}/0/{_run}/artifacts/{path}"), refused);
            Assert.Contains(await Raw("PUT", $"{MlflowServer.Files}/0/{_run}/artifacts/{path}", "stolen"), refused);
            Assert.Contains(await Raw("DELETE", $"{MlflowServer.Files}/0/{_run}/artifacts/{path}"), refused);
            Assert.Contains(await Raw("GET", $"/get-artifact?run_uuid={_run}&path={raw}"), refused);
            Assert.Contains(await Raw("GET", $"/model-versions/get-artifact?name=none&version=1&path={raw}"), refused);
        }
        // A list of nothing is no leak either.
        foreach (var list in (string[])[$"{MlflowServer.Files}?path=0/{_run}/artifacts/{queried}", $"{MlflowServer.Api}artifacts/list?run_id={_run}&path={queried}"])
        {
            var answer = await _server.Send(HttpMethod.Get, list);
            if (answer.Status == HttpStatusCode.OK) Assert.False(answer.Has("files"), answer.Text);
            else answer.ExpectInvalid();
        }
    }

    [Theory]
    [InlineData("file:///etc")]
    [InlineData("/etc")]
    [InlineData("mlflow-artifacts:/../..")]
    [InlineData("mlflow-artifacts:/1#x")]
    [InlineData("mlflow-artifacts:/1?x=1")]
    [InlineData("mlflow-artifacts:/1;x")]
    [InlineData("javascript:alert(1)")]
    [InlineData("ftp://host/x")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("s3://bucket/x")]
    public async Task C10_and_C11_experiments_keep_their_artifacts_here(string location)
    {
        (await _server.Post("experiments/create", $$"""{"name": "e", "artifact_location": "{{location}}"}""")).ExpectInvalid();
        (await _server.Post("experiments/create", $$"""{"name": "e", "artifact_location": "{{new string('x', 5000)}}"}""")).ExpectInvalid();
    }

    [Theory]
    [InlineData("file:///etc/passwd", 400)]
    [InlineData("/etc/passwd", 400)]
    [InlineData("../../etc", 400)]
    [InlineData("mlflow-artifacts:/0/RUN/artifacts/../../x", 400)]
    [InlineData("mlflow-artifacts:/0/RUN/artifacts/x#y", 400)]
    [InlineData("mlflow-artifacts:/0/RUN/artifacts/x?y", 400)]
    [InlineData("mlflow-artifacts:/0/RUN/artifacts/%2e%2e/x", 400)]
    [InlineData("mlflow-artifacts://host:80/0/RUN/artifacts/x", 400)]
    [InlineData("mlflow-artifacts:/7/RUN/artifacts/x", 404)]
    [InlineData("mlflow-artifacts:/0/nobody/artifacts/x", 404)]
    [InlineData("\\\\\\\\host\\\\share", 400)]
    [InlineData("models:/../x", 400)]
    [InlineData("models:/none/1", 404)]
    [InlineData("models:/m-0123", 404)]
    [InlineData("runs:/../x", 400)]
    [InlineData("runs:/RUN/../x", 400)]
    [InlineData("runs:/nobody/x", 404)]
    [InlineData("dbfs:/x", 400)]
    [InlineData("http://127.0.0.1:1/x", 400)]
    [InlineData("http://169.254.169.254/latest/meta-data", 400)]
    [InlineData("s3://bucket/x", 400)]
    public async Task C12_and_C13_a_version_is_made_of_what_is_in_the_store(string source, int status)
    {
        (await _server.Post("registered-models/create", """{"name": "m"}""")).Expect();

        var answer = await _server.Post("model-versions/create", $$"""{"name": "m", "source": "{{source.Replace("RUN", _run, StringComparison.Ordinal)}}"}""");

        answer.Expect(status, status == 400 ? "INVALID_PARAMETER_VALUE" : "RESOURCE_DOES_NOT_EXIST");
        Assert.False((await _server.Get("model-versions/search")).Expect().Has("model_versions"));
    }

    public static TheoryData<string> BadKeys => ["../x", ".", "..", "/x", "x/", "a//b", "a/./b", "x\\u0000y", "x\\ny", "<b>", "a%2e%2e", new string('k', 2000), ""];

    [Theory]
    [MemberData(nameof(BadKeys))]
    public async Task C14_and_C15_names_are_no_paths(string name)
    {
        (await _server.Post("registered-models/create", $$"""{"name": "{{name}}/"}""")).ExpectInvalid();
        if (name is not "<b>") (await _server.Post("registered-models/create", $$"""{"name": "{{name}}"}""")).ExpectInvalid();
        (await _server.Post("runs/log-metric", $$"""{"run_id": "{{_run}}", "key": "{{name}}", "value": 1, "timestamp": 1}""")).ExpectInvalid();
        (await _server.Post("runs/log-parameter", $$"""{"run_id": "{{_run}}", "key": "{{name}}", "value": "1"}""")).ExpectInvalid();
        (await _server.Post("runs/set-tag", $$"""{"run_id": "{{_run}}", "key": "{{name}}", "value": "1"}""")).ExpectInvalid();
        (await _server.Post("runs/log-batch", $$"""{"run_id": "{{_run}}", "metrics": [{"key": "{{name}}", "value": 1, "timestamp": 1}]}""")).ExpectInvalid();
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("latest")]
    [InlineData("../x")]
    [InlineData("")]
    public async Task C16_aliases_are_plain_words(string alias)
    {
        await Model();
        (await _server.Post("registered-models/alias", $$"""{"name": "m", "alias": "{{alias}}", "version": "1"}""")).ExpectInvalid();
        (await _server.Post("registered-models/alias", $$"""{"name": "m", "alias": "{{new string('a', 300)}}", "version": "1"}""")).ExpectInvalid();
    }

    [Theory]
    [InlineData("../../x", 400)]
    [InlineData("' OR 1=1 --", 400)]
    [InlineData("x%00", 400)]
    [InlineData("", 400)]
    [InlineData("0123456789abcdef0123456789abcdef", 404)]
    public async Task C17_run_ids_are_ids(string id, int status)
    {
        var answer = await _server.Get($"runs/get?run_id={Uri.EscapeDataString(id)}");

        answer.Expect(status, status == 400 ? "INVALID_PARAMETER_VALUE" : "RESOURCE_DOES_NOT_EXIST");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("true")]
    [InlineData("\"high\"")]
    [InlineData("\"1e999\"")]
    [InlineData("1e999")]
    [InlineData("null")]
    public async Task C18_metric_values_are_numbers(string value)
    {
        (await _server.Post("runs/log-metric", $$"""{"run_id": "{{_run}}", "key": "k", "value": {{value}}, "timestamp": 1}""")).ExpectInvalid();
        (await _server.Post("runs/log-batch", $$"""{"run_id": "{{_run}}", "metrics": [{"key": "k", "value": {{value}}, "timestamp": 1}]}""")).ExpectInvalid();
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("\"noon\"")]
    [InlineData("1180591620717411303424")]
    [InlineData("9223372036854775807")]
    [InlineData("1.5")]
    [InlineData("null")]
    public async Task C19_times_are_milliseconds(string time)
    {
        (await _server.Post("runs/log-metric", $$"""{"run_id": "{{_run}}", "key": "k", "value": 1, "timestamp": {{time}}}""")).ExpectInvalid();
        (await _server.Post("runs/log-batch", $$"""{"run_id": "{{_run}}", "metrics": [{"key": "k", "value": 1, "timestamp": {{time}}}]}""")).ExpectInvalid();
        if (time != "null") (await _server.Post("runs/create", $$"""{"experiment_id": "0", "start_time": {{time}}}""")).ExpectInvalid();
    }

    [Fact]
    public async Task C20_nothing_is_cut_to_size()
    {
        (await _server.Post("runs/log-parameter", $$"""{"run_id": "{{_run}}", "key": "k", "value": "{{new string('x', 6001)}}"}""")).ExpectInvalid();
        (await _server.Post("runs/set-tag", $$"""{"run_id": "{{_run}}", "key": "k", "value": "{{new string('x', 100_000)}}"}""")).ExpectInvalid();
        (await _server.Post("runs/log-parameter", $$"""{"run_id": "{{_run}}", "key": "k", "value": "{{new string('é', 6000)}}"}""")).Expect();

        Assert.Equal(new string('é', 6000), (await _server.Get($"runs/get?run_id={_run}")).Expect().TextAt("run.data.params.0.value"));
    }

    [Fact]
    public async Task C21_batches_have_limits()
    {
        var metric = """{"key": "k", "value": 1, "timestamp": 1}""";
        var pair = """{"key": "k", "value": "v"}""";
        (await Batch($"\"metrics\": [{Repeat(metric, 1001)}]")).ExpectInvalid();
        (await Batch($"\"params\": [{Repeat(pair, 101)}]")).ExpectInvalid();
        (await Batch($"\"tags\": [{Repeat(pair, 101)}]")).ExpectInvalid();
        (await Batch($"\"metrics\": [{Repeat(metric, 999)}], \"tags\": [{Repeat(pair, 2)}]")).ExpectInvalid();
        (await Batch($"\"metrics\": [{Repeat(metric, 1000)}]")).Expect();
        using var large = new HttpRequestMessage(HttpMethod.Post, MlflowServer.Api + "runs/log-batch") { Content = new StringContent(new string(' ', 5 << 20), Encoding.UTF8, "application/json") };
        // The server doesn't read on, so the client has to ask first.
        large.Headers.ExpectContinue = true;
        (await _server.Send(large)).Expect(413, "INVALID_PARAMETER_VALUE");
    }

    [Fact]
    public async Task C22_a_batch_is_all_or_nothing()
    {
        (await Batch("""
            "metrics": [{"key": "a", "value": 1, "timestamp": 1}], "params": [{"key": "p", "value": "1"}], "tags": [{"key": "../x", "value": "1"}]
            """)).ExpectInvalid();
        (await Batch("\"params\": [{\"key\": \"p\", \"value\": \"1\"}, {\"key\": \"p\", \"value\": \"2\"}]")).ExpectInvalid();
        (await Batch("\"params\": [{\"key\": \"q\", \"value\": \"1\"}]")).Expect();
        (await Batch("\"metrics\": [{\"key\": \"b\", \"value\": 1, \"timestamp\": 1}], \"params\": [{\"key\": \"q\", \"value\": \"2\"}]")).ExpectInvalid();

        var run = (await _server.Get($"runs/get?run_id={_run}")).Expect();
        Assert.False(run.Has("run.data.metrics"));
        Assert.Equal("q", Assert.Single(run.At("run.data.params").EnumerateArray()).GetProperty("key").GetString());
    }

    public static TheoryData<string> Bodies =>
    [
        "", " ", "{", "{\"run_id\": \"", "[]", "null", "\"x\"", "1", "{\"run_id\": 1}", "{} {}", "{\"run_id\": \"\\ud800\"}",
        string.Concat(Enumerable.Repeat("{\"a\":", 20_000)), new string('[', 20_000), "{\"metrics\": " + new string('[', 20_000),
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task C23_bodies_are_json_objects(string body)
    {
        foreach (var call in (string[])["runs/log-batch", "runs/log-metric", "runs/search", "runs/create", "registered-models/create", "logged-models"])
        {
            var answer = await _server.Post(call, body);
            // A run without fields is one of the default experiment.
            if (call is "runs/create" or "runs/search" && answer.Status == HttpStatusCode.OK) Assert.Contains(body, (string[])["{\"run_id\": 1}", "{\"run_id\": \"\\ud800\"}"]);
            else answer.ExpectInvalid();
        }
    }

    [Fact]
    public async Task C23_bodies_are_utf8()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, MlflowServer.Api + "experiments/create");
        request.Content = new ByteArrayContent([.. "{\"name\": \""u8, 0xC0, 0xAE, 0xFF, .. "\"}"u8]);
        request.Content.Headers.ContentType = new("application/json");

        (await _server.Send(request)).ExpectInvalid();
    }

    [Theory]
    [InlineData("metrics.a > 'high'")]
    [InlineData("params.a = 1")]
    [InlineData("params.a = 'x")]
    [InlineData("params.a = 'x'; DROP TABLE runs")]
    [InlineData("params.a = 'x' OR 1=1")]
    [InlineData("nothing.a = 'x'")]
    [InlineData("color = 'x'")]
    [InlineData("metrics.a > 1e9999")]
    [InlineData("((((((((((((((((((((((((((((((((((((((((metrics.a > 1))))))))))))))))))))))))))))))))))))))))")]
    [InlineData("metrics.a")]
    [InlineData("AND")]
    public async Task C24_bad_filters_are_refused(string filter)
    {
        (await Search(filter)).ExpectInvalid();
        (await Search(string.Join(" AND ", Enumerable.Repeat("metrics.a > 1", 500)))).ExpectInvalid();
        (await Search("params.a = '" + new string('x', 100_000) + "'")).ExpectInvalid();
    }

    [Fact]
    public async Task C24_what_looks_like_sql_is_a_value()
    {
        (await Batch("\"params\": [{\"key\": \"a\", \"value\": \"x' OR '1'='1\"}]")).Expect();

        Assert.True((await Search("params.a = 'x'' OR ''1''=''1'")).Expect().Has("runs.0"));
        Assert.False((await Search("params.a = 'x'' OR ''1''=''2'")).Expect().Has("runs"));
    }

    [Theory]
    [InlineData("metrics.a; DROP TABLE runs")]
    [InlineData("(SELECT 1)")]
    [InlineData("start_time DESC, 1")]
    [InlineData("start_time SIDEWAYS")]
    [InlineData("color")]
    public async Task C25_orders_are_fields(string order) =>
        (await _server.Post("runs/search", $$"""{"experiment_ids": ["0"], "order_by": ["{{order}}"]}""")).ExpectInvalid();

    [Theory]
    [InlineData("x")]
    [InlineData("eyJvZmZzZXQiOiAtMX0=")]
    [InlineData("AAAAAAAAAAD__________w")]
    public async Task C26_page_tokens_are_ours(string token)
    {
        (await _server.Post("runs/search", $$"""{"experiment_ids": ["0"], "page_token": "{{token}}"}""")).ExpectInvalid();
        (await _server.Post("experiments/search", $$"""{"page_token": "{{token}}"}""")).ExpectInvalid();
        (await _server.Get($"registered-models/search?page_token={token}")).ExpectInvalid();
        (await _server.Get($"metrics/get-history?run_id={_run}&metric_key=k&page_token={token}")).ExpectInvalid();
        await _server.Run();
        var real = (await _server.Post("runs/search", """{"experiment_ids": ["0"], "max_results": 1}""")).Expect().TextAt("next_page_token");
        (await _server.Post("runs/search", $$"""{"experiment_ids": ["0"], "max_results": 1, "filter": "metrics.a > 1", "page_token": "{{real}}"}""")).ExpectInvalid();
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("1000000000")]
    [InlineData("\"many\"")]
    [InlineData("1.5")]
    public async Task C27_results_are_counted_from_one(string most)
    {
        (await _server.Post("runs/search", $$"""{"experiment_ids": ["0"], "max_results": {{most}}}""")).ExpectInvalid();
        (await _server.Post("experiments/search", $$"""{"max_results": {{most}}}""")).ExpectInvalid();
        (await _server.Get($"registered-models/search?max_results={most.Trim('"')}")).ExpectInvalid();
        (await _server.Get($"metrics/get-history?run_id={_run}&metric_key=k&max_results={most.Trim('"')}")).ExpectInvalid();
    }

    [Theory]
    [InlineData("page.html")]
    [InlineData("picture.svg")]
    [InlineData("page.xhtml")]
    public async Task C31_no_browser_runs_an_artifact(string name)
    {
        (await _server.Put($"0/{_run}/artifacts/{name}", "<script>alert(1)</script>")).Expect();

        foreach (var path in (string[])[$"{MlflowServer.Files}/0/{_run}/artifacts/{name}", $"/get-artifact?run_uuid={_run}&path={name}"])
        {
            using var response = await _server.Http.GetAsync(path);
            Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Contains("sandbox", string.Join(' ', response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Content-Length: -1\r\n")]
    [InlineData("Content-Length: 4\r\nContent-Length: 5\r\n")]
    [InlineData("Content-Length: 99999999999999999999\r\n")]
    [InlineData("Transfer-Encoding: gzip\r\n")]
    public async Task C33_lengths_that_contradict_are_refused(string headers) =>
        Assert.Equal(HttpStatusCode.BadRequest, await Raw("POST", MlflowServer.Api + "runs/search", "{}", headers + "Content-Type: application/json\r\n"));

    [Fact]
    public async Task C34_what_is_deleted_takes_nothing_and_keeps_its_name()
    {
        var experiment = (await _server.Post("experiments/create", """{"name": "old"}""")).Expect().TextAt("experiment_id")!;
        var run = await _server.Run(experiment);
        (await _server.Post("runs/delete", $$"""{"run_id": "{{run}}"}""")).Expect();
        foreach (var (call, body) in new (string, string)[]
        {
            ("runs/log-metric", "\"key\": \"k\", \"value\": 1, \"timestamp\": 1"), ("runs/log-parameter", "\"key\": \"k\", \"value\": \"1\""),
            ("runs/log-batch", "\"tags\": [{\"key\": \"k\", \"value\": \"1\"}]"), ("runs/set-tag", "\"key\": \"k\", \"value\": \"1\""),
            ("runs/update", "\"status\": \"FINISHED\""), ("runs/log-inputs", "\"datasets\": []"), ("runs/outputs", "\"models\": []"),
        })
            (await _server.Post(call, $$"""{"run_id": "{{run}}", {{body}}}""")).ExpectInvalid();
        (await _server.Put($"{experiment}/{run}/artifacts/x.txt", "x")).ExpectInvalid();
        (await _server.Post("experiments/delete", $$"""{"experiment_id": "{{experiment}}"}""")).Expect();

        (await _server.Post("runs/create", $$"""{"experiment_id": "{{experiment}}", "start_time": 1}""")).ExpectInvalid();
        (await _server.Post("experiments/create", """{"name": "old"}""")).Expect(400, "RESOURCE_ALREADY_EXISTS");
        (await _server.Post("experiments/update", $$"""{"experiment_id": "{{experiment}}", "new_name": "new"}""")).ExpectInvalid();
        (await _server.Post("experiments/set-experiment-tag", $$"""{"experiment_id": "{{experiment}}", "key": "k", "value": "v"}""")).ExpectInvalid();
        (await _server.Post("experiments/delete", """{"experiment_id": "0"}""")).ExpectInvalid();
    }

    [Fact]
    public async Task C34_what_is_deleted_for_good_is_gone_with_its_name()
    {
        var experiment = (await _server.Post("experiments/create", """{"name": "old"}""")).Expect().TextAt("experiment_id")!;
        var run = await _server.Run(experiment);
        (await _server.Put($"{experiment}/{run}/artifacts/x.txt", "x")).Expect();
        (await _server.Post("runs/delete-permanently", $$"""{"run_id": "{{run}}"}""")).ExpectInvalid();
        (await _server.Post("runs/delete", $$"""{"run_id": "{{run}}"}""")).Expect();
        (await _server.Post("runs/delete-permanently", $$"""{"run_id": "{{run}}", "force": true}""")).Expect();
        (await _server.Get($"runs/get?run_id={run}")).Expect(404, "RESOURCE_DOES_NOT_EXIST");
        (await _server.Send(HttpMethod.Get, $"{MlflowServer.Files}/{experiment}/{run}/artifacts/x.txt")).Expect(404, "RESOURCE_DOES_NOT_EXIST");
        (await _server.Post("experiments/delete-permanently", $$"""{"experiment_id": "{{experiment}}"}""")).ExpectInvalid();
        (await _server.Post("experiments/delete", $$"""{"experiment_id": "{{experiment}}"}""")).Expect();
        (await _server.Post("experiments/delete-permanently", $$"""{"experiment_id": "{{experiment}}"}""")).Expect();

        (await _server.Get($"experiments/get?experiment_id={experiment}")).Expect(404, "RESOURCE_DOES_NOT_EXIST");
        (await _server.Post("experiments/create", """{"name": "old"}""")).Expect();
    }

    [Fact]
    public async Task C35_what_is_not_there_is_said_in_json()
    {
        (await _server.Get("runs/fly")).Expect(404, "ENDPOINT_NOT_FOUND");
        (await _server.Send(HttpMethod.Post, "/api/2.0/mlflow/traces", "{}")).Expect(404, "ENDPOINT_NOT_FOUND");
        (await _server.Send(HttpMethod.Get, "/api/3.0/mlflow/traces/search")).Expect(404, "ENDPOINT_NOT_FOUND");
        (await _server.Get("runs/create")).Expect(405, "BAD_REQUEST");
        (await _server.Send(HttpMethod.Put, MlflowServer.Api + "runs/get", "{}")).Expect(405, "BAD_REQUEST");
    }

    [Fact]
    public async Task C37_a_link_in_the_workspace_is_no_artifact()
    {
        File.CreateSymbolicLink(Path.Combine(_server.Workspace.Folder, "objects", "passwd"), "/etc/passwd");

        (await _server.Send(HttpMethod.Get, $"{MlflowServer.Files}/0/{_run}/artifacts/passwd")).Expect(404, "RESOURCE_DOES_NOT_EXIST");
        (await _server.Send(HttpMethod.Get, $"{MlflowServer.Files}/0/{_run}/artifacts/objects/passwd")).Expect(404, "RESOURCE_DOES_NOT_EXIST");
    }

    [Fact]
    public async Task C38_and_C39_archives_and_pickles_are_bytes()
    {
        using var archive = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(archive, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
            zip.CreateEntry("../../escaped.txt").Open().Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{MlflowServer.Files}/0/{_run}/artifacts/model.zip") { Content = new ByteArrayContent(archive.ToArray()) };
        (await _server.Send(request)).Expect();

        Assert.Equal(archive.ToArray(), await _server.Http.GetByteArrayAsync($"{MlflowServer.Files}/0/{_run}/artifacts/model.zip"));
        Assert.Equal(2, (await _server.Get($"artifacts/list?run_id={_run}")).Expect().At("files").GetArrayLength());
    }

    [Fact]
    public async Task C44_what_is_in_an_MLmodel_file_is_text()
    {
        (await _server.Put($"0/{_run}/artifacts/model/MLmodel", "!!python/object/apply:os.system ['id']")).Expect();
        (await _server.Post("registered-models/create", """{"name": "m"}""")).Expect();

        (await _server.Post("model-versions/create", $$"""{"name": "m", "source": "runs:/{{_run}}/model"}""")).Expect();
    }

    [Fact]
    public async Task C45_a_body_that_breaks_off_leaves_no_file()
    {
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, _server.Address.Port);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"PUT {MlflowServer.Files}/0/{_run}/artifacts/big.bin HTTP/1.1\r\nHost: {_server.Address.Authority}\r\nContent-Length: 10000000000\r\n\r\nstart"));
            await Task.Delay(200);
        }
        await Task.Delay(500);

        (await _server.Send(HttpMethod.Get, $"{MlflowServer.Files}/0/{_run}/artifacts/big.bin")).Expect(404, "RESOURCE_DOES_NOT_EXIST");
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_server.Workspace.Folder, "tmp")));
    }

    [Fact]
    public async Task C47_patterns_take_linear_time()
    {
        (await Batch($"\"params\": [{{\"key\": \"a\", \"value\": \"{new string('a', 5000)}!\"}}]")).Expect();
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.False((await Search("params.a MATCHES '^(a+)+$'")).Expect().Has("runs"));
        Assert.False((await Search("params.a MATCHES '(a|aa)+$'")).Expect().Has("runs"));
        Assert.False((await Search($"params.a LIKE '{string.Concat(Enumerable.Repeat("%a", 200))}%b'")).Expect().Has("runs"));
        (await Search("params.a MATCHES '(?=a)b'")).ExpectInvalid();
        (await Search("params.a MATCHES '((a{1,1000}){1,1000}){1,1000}'")).ExpectInvalid();
        (await Search("params.a MATCHES '('")).ExpectInvalid();

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    [Theory]
    [InlineData("two\\nlines")]
    [InlineData("esc\\u001b[31m")]
    [InlineData("para\\u2029graph")]
    public async Task C48_names_have_no_line_breaks(string name)
    {
        (await _server.Post("experiments/create", $$"""{"name": "{{name}}"}""")).ExpectInvalid();
        (await _server.Post("runs/create", $$"""{"experiment_id": "0", "run_name": "{{name}}", "start_time": 1}""")).ExpectInvalid();
        (await _server.Post("runs/create", $$"""{"experiment_id": "0", "user_id": "{{name}}", "start_time": 1}""")).ExpectInvalid();
        (await _server.Post("runs/update", $$"""{"run_id": "{{_run}}", "run_name": "{{name}}"}""")).ExpectInvalid();
        (await _server.Post("runs/set-tag", $$"""{"run_id": "{{_run}}", "key": "mlflow.runName", "value": "{{name}}"}""")).ExpectInvalid();
    }

    async Task Model()
    {
        (await _server.Post("registered-models/create", """{"name": "m"}""")).Expect();
        (await _server.Post("model-versions/create", $$"""{"name": "m", "source": "runs:/{{_run}}/model"}""")).Expect();
    }

    Task<Answer> Batch(string fields) => _server.Post("runs/log-batch", $$"""{"run_id": "{{_run}}", {{fields}}}""");

    Task<Answer> Search(string filter) =>
        _server.Post("runs/search", $$"""{"experiment_ids": ["0"], "filter": {{System.Text.Json.JsonSerializer.Serialize(filter)}}}""");

    static string Repeat(string text, int times) => string.Join(", ", Enumerable.Repeat(text, times));

    // As it is, without what a client would put right first.
    async Task<HttpStatusCode> Raw(string method, string target, string body = "", string? headers = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Address.Port);
        var stream = client.GetStream();
        headers ??= $"Content-Length: {body.Length}\r\n";
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {_server.Address.Authority}\r\nConnection: close\r\n{headers}\r\n{body}"));
        using var reader = new StreamReader(stream);
        var status = await reader.ReadLineAsync();
        return (HttpStatusCode)int.Parse(status!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
