using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Rondo.Deploy.Protocols;
using Rondo.Engine.Data;
using static Rondo.Deploy.Tests.TestHost;

namespace Rondo.Deploy.Tests.Protocols;

public sealed class NativeTests : IAsyncLifetime
{
    TestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task What_the_model_itself_refuses_is_named_too()
    {
        await using var host = await TestHost.Start(new MemoryCatalog().Add("one", TrainedModels.OneColumn));

        (await host.Post("/models/one/predict", """{"x":1e300}""")).Names(400, "x");
    }

    [Fact]
    public async Task A_bare_object_is_one_row_and_gets_the_pipelines_own_number()
    {
        var answer = (await _host.Post("/models/house/predict", HouseRow)).Is(200);
        Assert.Equal("application/json", answer.Type);
        Assert.Equal("house", (string)answer.Json["model"]!);
        Assert.Equal(1, (int)answer.Json["version"]!);
        var only = Assert.Single(answer.Json["predictions"]!.AsArray())!;
        Assert.Equal(Expected(), (double)only["prediction"]!);
        Assert.Equal(32, ((string)only["prediction_id"]!).Length);
        Assert.Null(only["probabilities"]);

        static double Expected() => TrainedModels.HousePipeline.Predict(Table.Of(
            ("area", new DoubleColumn([100.5])), ("rooms", new IntegerColumn(ColumnType.Int64, [3])), ("city", TextColumn.From(["Köln"])),
            ("garden", new IntegerColumn(ColumnType.Boolean, [1])), ("built", new IntegerColumn(ColumnType.Date, [10742])),
            ("sold", new IntegerColumn(ColumnType.TimestampUtc, [1577934245L * 1_000_000])))).Values[0];
    }

    [Fact]
    public async Task The_signature_helps_to_fill_in_a_form()
    {
        var columns = (await _host.Get("/models/churn/signature")).Is(200).Json["columns"]!.AsArray();

        Assert.All(columns, column => Assert.NotNull(column!["usual"]));
        Assert.Contains("basic", columns.Single(c => (string)c!["name"]! == "plan")!["values"]!.AsArray().Select(v => (string)v!));
    }

    [Fact]
    public async Task A_model_is_described_alone_too()
    {
        var paths = (await _host.Get("/models/churn/openapi.json")).Is(200).Json["paths"]!.AsObject();

        Assert.Equal("/models/churn/predict", Assert.Single(paths).Key);
        (await _host.Get("/models/nobody/openapi.json")).Is(404);
    }

    [Fact]
    public async Task The_playground_is_a_page_of_this_server_alone_and_open_without_a_key()
    {
        await using var host = await Start(o => o with { Keys = ApiKeys.Parse(["a-key-of-enough-letters"], "keys") });
        foreach (var (path, type) in new[] { ("/models/churn/playground", "text/html"), ("/playground/playground.js", "text/javascript"), ("/playground/playground.css", "text/css") })
        {
            var answer = (await host.Get(path)).Is(200);
            Assert.Equal(type, answer.Type);
            Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }
        (await host.Post("/models/churn/predict", ChurnRow)).Is(401);
        (await host.Get("/models/churn/signature")).Is(401);
        (await host.Get("/models/../models/churn/signature")).Is(401);
    }

    [Theory]
    [InlineData("\"u\\ud800\"", "unit")]
    [InlineData("5", "unit")]
    public async Task A_unit_is_text(string unit, string named) =>
        (await _host.Post("/models/churn/predict", $"{{\"rows\":[{ChurnRow}],\"unit\":{unit}}}")).Names(400, named);

    [Theory]
    [InlineData("/models/house/predict")]
    [InlineData("/models/house/versions/1/predict")]
    [InlineData("/models/house@champion/predict")]
    [InlineData("/models/house@1/predict")]
    public async Task Every_name_of_a_version_answers_alike(string path)
    {
        var reference = (await _host.Post("/models/house/predict", HouseRow)).Is(200).Json["predictions"]![0]!["prediction"]!.ToJsonString();
        Assert.Equal(reference, (await _host.Post(path, HouseRow)).Is(200).Json["predictions"]![0]!["prediction"]!.ToJsonString());
    }

    [Theory]
    [InlineData("/models/nobody/predict")]
    [InlineData("/models/house@nobody/predict")]
    [InlineData("/models/house/versions/7/predict")]
    [InlineData("/models/house/versions/x/predict")]
    [InlineData("/models/house/versions/99999999999/predict")]
    [InlineData("/models/..%2F..%2Fetc%2Fpasswd/predict")]
    [InlineData("/nothing")]
    public async Task What_is_not_there_is_404_in_json(string path)
    {
        var answer = (await _host.Post(path, HouseRow)).Is(404);
        Assert.NotEmpty((string)answer.Json["error"]!);
        Assert.NotEmpty((string)answer.Json["request_id"]!);
    }

    [Fact]
    public async Task Classes_come_with_probabilities()
    {
        var only = (await _host.Post("/models/churn/predict", ChurnRow)).Is(200).Json["predictions"]![0]!;
        var (no, yes) = ((double)only["probabilities"]!["no"]!, (double)only["probabilities"]!["yes"]!);
        Assert.Equal(1, no + yes, 12);
        Assert.Equal(yes >= 0.5 ? "yes" : "no", (string)only["prediction"]!);
    }

    [Fact]
    public async Task Many_rows_are_answered_in_their_order()
    {
        string[] rows = [ChurnRow, """{"plan":"plus","tenure":70,"charge":20}""", """{"charge":null,"plan":null,"tenure":null}"""];
        var together = (await _host.Post("/models/churn/predict", $$"""{"rows":[{{string.Join(',', rows)}}]}""")).Is(200).Json["predictions"]!.AsArray();
        Assert.Equal(3, together.Count);
        for (var i = 0; i < rows.Length; i++)
        {
            var alone = (await _host.Post("/models/churn/predict", rows[i])).Is(200).Json["predictions"]![0]!;
            Assert.Equal(alone["probabilities"]!.ToJsonString(), together[i]!["probabilities"]!.ToJsonString());
        }
        Assert.Equal(3, together.Select(p => (string)p!["prediction_id"]!).Distinct().Count());
    }

    [Fact]
    public async Task A_row_a_line_is_read_and_answered_so_if_asked()
    {
        var lines = $"{ChurnRow}\n\n{ChurnRow}\r\n{ChurnRow}";
        Assert.Equal(3, (await _host.Post("/models/churn/predict", lines, "application/x-ndjson")).Is(200).Json["predictions"]!.AsArray().Count);
        var answer = (await _host.Post("/models/churn/predict", lines, "application/x-ndjson", ("Accept", "application/x-ndjson"))).Is(200);
        Assert.Equal("application/x-ndjson", answer.Type);
        var answers = answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, answers.Length);
        Assert.All(answers, line => Assert.Equal("churn", (string)JsonNode.Parse(line)!["model"]!));
    }

    [Fact]
    public async Task A_column_that_may_be_absent_may_be_absent()
    {
        var without = HouseRow.Replace(",\"sold\":\"2020-01-02T03:04:05Z\"", "", StringComparison.Ordinal);
        var withNull = HouseRow.Replace("\"2020-01-02T03:04:05Z\"", "null", StringComparison.Ordinal);
        var absent = (await _host.Post("/models/house/predict", without)).Is(200).Json["predictions"]![0]!["prediction"]!.ToJsonString();
        Assert.Equal(absent, (await _host.Post("/models/house/predict", withNull)).Is(200).Json["predictions"]![0]!["prediction"]!.ToJsonString());
    }

    [Theory]
    [InlineData("\"area\":100.5", "\"area\":\"100.5\"", "area")]
    [InlineData("\"area\":100.5", "\"area\":true", "area")]
    [InlineData("\"area\":100.5", "\"area\":1e400", "area")]
    [InlineData("\"area\":100.5", "\"area\":-1e400", "area")]
    [InlineData("\"area\":100.5", "\"area\":\"NaN\"", "area")]
    [InlineData("\"area\":100.5", "\"area\":[1]", "area")]
    [InlineData("\"area\":100.5", "\"area\":{\"a\":1}", "area")]
    [InlineData("\"area\":100.5,", "", "area")]
    [InlineData("\"area\"", "\"Area\"", "Area")]
    [InlineData("\"area\":100.5", "\"area\":100.5,\"area\":100.5", "area")]
    [InlineData("\"area\":100.5", "\"\\u0061rea\":1,\"area\":100.5", "area")]
    [InlineData("\"rooms\":3", "\"rooms\":2.5", "rooms")]
    [InlineData("\"rooms\":3", "\"rooms\":2.000000000000000000000000000000000001", "rooms")]
    [InlineData("\"rooms\":3", "\"rooms\":9223372036854775808", "rooms")]
    [InlineData("\"rooms\":3", "\"rooms\":-9223372036854775809", "rooms")]
    [InlineData("\"rooms\":3", "\"rooms\":1e19", "rooms")]
    [InlineData("\"rooms\":3", "\"rooms\":25e-1", "rooms")]
    [InlineData("\"rooms\":3", "\"rooms\":false", "rooms")]
    [InlineData("\"rooms\":3", "\"rooms\":\"3\"", "rooms")]
    [InlineData("\"city\":\"Köln\"", "\"city\":5", "city")]
    [InlineData("\"city\":\"Köln\"", "\"city\":\"\\ud800\"", "city")]
    [InlineData("\"city\":\"Köln\"", "\"city\":\"\\udc00\\ud800\"", "city")]
    [InlineData("\"garden\":true", "\"garden\":1", "garden")]
    [InlineData("\"garden\":true", "\"garden\":\"true\"", "garden")]
    [InlineData("\"1999-05-31\"", "\"1999-02-30\"", "built")]
    [InlineData("\"1999-05-31\"", "\"\\ud800999-05-31\"", "built")]
    [InlineData("\"1999-05-31\"", "5", "built")]
    [InlineData("\"2020-01-02T03:04:05Z\"", "\"yesterday\"", "sold")]
    [InlineData("{\"area\"", "{\"more\":1,\"area\"", "more")]
    public async Task A_wrong_value_is_refused_and_its_column_named(string part, string replacement, string column)
    {
        Assert.Contains(part, HouseRow, StringComparison.Ordinal);
        var bad = HouseRow.Replace(part, replacement, StringComparison.Ordinal);
        (await _host.Post("/models/house/predict", bad)).Names(400, column);
        var detail = (await _host.Post("/models/house/predict", $$"""{"rows":[{{HouseRow}},{{bad}}]}""")).Names(400, column);
        Assert.Equal(1, (int)detail["row"]!);
        detail = (await _host.Post("/models/house/predict", $"{HouseRow}\n{bad}", "application/x-ndjson")).Names(400, column);
        Assert.Equal(1, (int)detail["row"]!);
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("2e0")]
    [InlineData("20E-1")]
    [InlineData("2.000000000000000000000000000000000000")]
    public async Task A_whole_number_may_be_written_as_a_fraction_of_nothing(string number)
    {
        var reference = (await _host.Post("/models/house/predict", HouseRow.Replace("\"rooms\":3", "\"rooms\":2", StringComparison.Ordinal))).Is(200);
        var answer = (await _host.Post("/models/house/predict", HouseRow.Replace("\"rooms\":3", $"\"rooms\":{number}", StringComparison.Ordinal))).Is(200);
        Assert.Equal((double)reference.Json["predictions"]![0]!["prediction"]!, (double)answer.Json["predictions"]![0]!["prediction"]!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("NaN")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{\"rows\":[]}")]
    [InlineData("{\"rows\":{}}")]
    [InlineData("{\"rows\":[1]}")]
    [InlineData("{\"rows\":[],\"rows\":[]}")]
    [InlineData("{\"rows\":[{}],\"more\":1}")]
    [InlineData("{\"rows\":[{\"tenure\":NaN,\"charge\":1,\"plan\":\"a\"}]}")]
    [InlineData("{\"tenure\":5,\"charge\":Infinity,\"plan\":\"basic\"}")]
    [InlineData("{\"tenure\":5,\"charge\":80,\"plan\":\"basic\"}{}")]
    [InlineData("{\"tenure\":5,\"charge\":80,\"plan\":\"basic\"} 5")]
    [InlineData("{\"tenure\":5,\"charge\":80,\"plan\":\"basic\",}")]
    [InlineData("{\"tenure\":05,\"charge\":80,\"plan\":\"basic\"}")]
    [InlineData("{\"tenure\":5,/**/\"charge\":80,\"plan\":\"basic\"}")]
    [InlineData("{'tenure':5,'charge':80,'plan':'basic'}")]
    [InlineData("\uFEFF{\"tenure\":5,\"charge\":80,\"plan\":\"basic\"}")]
    [InlineData("{\"rows\":[{\"tenure\":5,\"charge\":80,\"plan\":\"basic\"}],\"explain\":1}")]
    [InlineData("{\"rows\":[{\"tenure\":5,\"charge\":80,\"plan\":\"basic\"}],\"interval\":2}")]
    [InlineData("{\"rows\":[{\"tenure\":5,\"charge\":80,\"plan\":\"basic\"}],\"unit\":2}")]
    public async Task What_is_no_request_is_400(string body) => (await _host.Post("/models/churn/predict", body)).Is(400);

    [Fact]
    public async Task Bombs_of_depth_bytes_that_are_no_text_and_long_names_are_400()
    {
        (await _host.Post("/models/churn/predict", new string('[', 1_000_000))).Is(400);
        (await _host.Post("/models/churn/predict", string.Concat(Enumerable.Repeat("{\"tenure\":", 200_000)))).Is(400);
        (await _host.Post("/models/churn/predict", "{\"tenure\":" + new string('[', 40) + new string(']', 40) + "}")).Is(400);
        (await _host.Post("/models/churn/predict", [.. "{\"tenure\":5,\"charge\":80,\"plan\":\""u8, 0xC0, 0xAF, .. "\"}"u8])).Is(400);
        (await _host.Post("/models/churn/predict", [.. "{\"tenure\":5,\"charge\":80,\"plan\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8])).Is(400);
        (await _host.Post("/models/churn/predict", $"{{\"{new string('x', 100_000)}\":1}}")).Is(400);
        (await _host.Post("/models/churn/predict", $"{{\"\\ud800\":1}}")).Is(400);
        (await _host.Post("/models/churn/predict", ChurnRow.Replace("basic", new string('ä', 200_000), StringComparison.Ordinal))).Is(200);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=latin1")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Other_types_are_415(string? type) => (await _host.Post("/models/churn/predict", ChurnRow, type)).Is(415);

    [Fact]
    public async Task Gzip_is_read_other_encodings_are_415_and_what_is_none_is_400()
    {
        (await _host.Post("/models/churn/predict", Gzip(ChurnRow), "application/json", ("Content-Encoding", "gzip"))).Is(200);
        (await _host.Post("/models/churn/predict", ChurnRow, "application/json", ("Content-Encoding", "br"))).Is(415);
        (await _host.Post("/models/churn/predict", ChurnRow, "application/json", ("Content-Encoding", "gzip, gzip"))).Is(415);
        (await _host.Post("/models/churn/predict", ChurnRow, "application/json", ("Content-Encoding", "gzip"))).Is(400);
        // A hundred megabytes in a tenth of one.
        (await _host.Post("/models/churn/predict", Gzip(new string(' ', 100_000_000)), "application/json", ("Content-Encoding", "gzip"))).Is(413);
    }

    [Fact]
    public async Task Contributions_add_up_to_the_score()
    {
        var body = $$"""{"explain":true,"rows":[{{ChurnRow}}]}""";
        var only = (await _host.Post("/models/churn/predict", body)).Is(200).Json["predictions"]![0]!;
        var score = (double)only["base"]! + only["contributions"]!.AsObject().Sum(c => (double)c.Value!);
        Assert.Equal("log_odds", (string)only["space"]!);
        Assert.Equal((double)only["probabilities"]!["yes"]!, 1 / (1 + Math.Exp(-score)), 9);
        Assert.Equal(["charge", "plan", "tenure"], only["contributions"]!.AsObject().Select(c => c.Key).Order());
        only = (await _host.Post("/models/churn/predict?explain=true", ChurnRow)).Is(200).Json["predictions"]![0]!;
        Assert.NotNull(only["contributions"]);
    }

    [Fact]
    public async Task Intervals_lie_around_the_prediction_where_the_model_keeps_them()
    {
        var only = (await _host.Post("/models/house/predict", $$"""{"rows":[{{HouseRow}}],"interval":0.9}""")).Is(200).Json["predictions"]![0]!;
        Assert.Equal((double)only["prediction"]! - 9100, (double)only["interval"]![0]!, 6);
        Assert.Equal((double)only["prediction"]! + 9100, (double)only["interval"]![1]!, 6);
        (await _host.Post("/models/house/predict?interval=0.9", HouseRow)).Is(200);
        Assert.Equal("not supported", (string)(await _host.Post("/models/house/predict?interval=0.9999", HouseRow)).Names(400, "interval")["got"]!);
        Assert.Equal("not supported", (string)(await _host.Post("/models/churn/predict?interval=0.9", ChurnRow)).Names(400, "interval")["got"]!);
        (await _host.Post("/models/house/predict?interval=2", HouseRow)).Names(400, "interval");
    }

    [Fact]
    public async Task The_signature_says_what_a_row_brings()
    {
        var signature = (await _host.Get("/models/house/signature")).Is(200).Json;
        Assert.Equal("regression", (string)signature["task"]!);
        Assert.Equal("price", (string)signature["target"]!);
        Assert.Equal(["area double True", "rooms int64 True", "city text True", "garden boolean True", "built date True", "sold timestamp_utc False"],
            signature["columns"]!.AsArray().Select(c => $"{c!["name"]} {c["type"]} {(bool)c["required"]!}"));
        Assert.Equal(["no", "yes"], (await _host.Get("/models/churn/signature")).Is(200).Json["classes"]!.AsArray().Select(c => (string)c!));
        (await _host.Get("/models/nobody/signature")).Is(404);
        Assert.Equal(["churn", "flower", "house"], (await _host.Get("/models")).Is(200).Json["models"]!.AsArray().Select(m => (string)m!["name"]!));
    }

    [Fact]
    public async Task A_wrong_method_is_405_in_json()
    {
        Assert.NotEmpty((string)(await _host.Get("/models/house/predict")).Is(405).Json["error"]!);
    }

    [Fact]
    public async Task Ids_and_traces_go_back_to_the_caller()
    {
        var answer = (await _host.Post("/models/churn/predict", ChurnRow, "application/json", ("x-request-id", "abc-1"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))).Is(200);
        Assert.Equal("abc-1", answer.Headers.GetValues("X-Request-Id").Single());
        var trace = answer.Headers.GetValues("traceparent").Single();
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", trace, StringComparison.Ordinal);
        Assert.DoesNotContain("b7ad6b7169203331", trace, StringComparison.Ordinal);
        Assert.EndsWith("-01", trace, StringComparison.Ordinal);
        answer = (await _host.Post("/models/churn/predict", "{", "application/json", ("x-request-id", "a<b"), ("traceparent", "00-zz"))).Is(400);
        Assert.Equal((string)answer.Json["request_id"]!, answer.Headers.GetValues("X-Request-Id").Single());
        Assert.NotEqual("a<b", (string)answer.Json["request_id"]!);
        Assert.False(answer.Headers.Contains("traceparent"));
    }

    [Fact]
    public async Task Metrics_count_by_model_version_and_status()
    {
        (await _host.Post("/models/churn/predict", ChurnRow)).Is(200);
        (await _host.Post("/models/churn/predict", "{")).Is(400);
        (await _host.Post("/models/nobody/predict", "{}")).Is(404);
        var text = (await _host.Get("/metrics")).Is(200).Text;
        Assert.Contains("rondo_predictions_total{model=\"churn\",version=\"1\",variant=\"\",outcome=\"ok\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("rondo_predictions_total{model=\"churn\",version=\"1\",variant=\"\",outcome=\"rejected\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("rondo_prediction_errors_total{model=\"churn\",version=\"1\",reason=\"bad_request\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("rondo_prediction_errors_total{model=\"\",version=\"\",reason=\"not_found\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("rondo_prediction_duration_seconds_bucket{model=\"churn\",version=\"1\",le=\"+Inf\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("rondo_predictions_in_flight 0\n", text, StringComparison.Ordinal);
    }

    static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest)) stream.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
