using static Rondo.Deploy.Tests.TestHost;

namespace Rondo.Deploy.Tests.Protocols;

public sealed class MlflowTests : IAsyncLifetime
{
    const string Path = "/invocations";

    TestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await Start(o => o, h => h with { Models = [new("churn")] });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Ping_health_and_version_answer()
    {
        Assert.Equal("\n", (await _host.Get("/ping")).Is(200).Text);
        Assert.Equal("\n", (await _host.Get("/health")).Is(200).Text);
        var version = (await _host.Get("/version")).Is(200);
        Assert.Equal("text/plain", version.Type);
        Assert.NotEmpty(version.Text);
    }

    [Theory]
    [InlineData("""{"dataframe_split":{"columns":["plan","tenure","charge"],"index":[7],"data":[["basic",5,80.25]]}}""")]
    [InlineData("""{"dataframe_split":{"data":[["basic",5,80.25]],"columns":["plan","tenure","charge"]}}""")]
    [InlineData("""{"dataframe_records":[{"tenure":5,"charge":80.25,"plan":"basic"}]}""")]
    [InlineData("""{"instances":[{"tenure":5,"charge":80.25,"plan":"basic"}],"params":{"a":1}}""")]
    [InlineData("""{"inputs":{"tenure":[5],"charge":[80.25],"plan":["basic"]}}""")]
    [InlineData("""{"inputs":[{"tenure":5,"charge":80.25,"plan":"basic"}]}""")]
    public async Task Every_form_of_a_data_frame_gives_the_same(string body)
    {
        var native = (string)(await _host.Post("/models/churn/predict", ChurnRow)).Is(200).Json["predictions"]![0]!["prediction"]!;
        var answer = (await _host.Post(Path, body, "application/json; charset=utf-8")).Is(200);
        Assert.Equal([native], answer.Json["predictions"]!.AsArray().Select(p => (string)p!));
        Assert.Equal("application/json", answer.Type);
    }

    [Theory]
    [InlineData("tenure,charge,plan\n5,80.25,basic\n70,20,plus\n", 2)]
    [InlineData("plan,charge,tenure\r\n\"basic\",80.25,5", 1)]
    [InlineData("\uFEFFtenure,charge,plan\n,,\n", 1)]
    public async Task Comma_separated_text_has_a_line_of_names(string body, int rows) =>
        Assert.Equal(rows, (await _host.Post(Path, body, "text/csv")).Is(200).Json["predictions"]!.AsArray().Count);

    [Theory]
    [InlineData("""{"dataframe_split":{"columns":["tenure","charge","plan"],"data":[[5,80.25,"basic"],[2.5,80.25,"basic"]]}}""", "tenure")]
    [InlineData("""{"dataframe_split":{"columns":["tenure","charge","plan","more"],"data":[[5,80.25,"basic",1]]}}""", "more")]
    [InlineData("""{"dataframe_split":{"columns":["tenure","charge","charge"],"data":[[5,80.25,1]]}}""", "charge")]
    [InlineData("""{"dataframe_split":{"columns":["tenure","charge"],"data":[[5,80.25]]}}""", "plan")]
    [InlineData("""{"dataframe_split":{"data":[[5,80.25,"basic"]]}}""", "columns")]
    [InlineData("""{"dataframe_split":{"columns":["tenure","charge","plan"]}}""", "data")]
    [InlineData("""{"dataframe_records":[{"tenure":9223372036854775808,"charge":80.25,"plan":"basic"}]}""", "tenure")]
    [InlineData("""{"dataframe_records":[{"tenure":5,"charge":1e400,"plan":"basic"}]}""", "charge")]
    [InlineData("""{"dataframe_records":[{"tenure":5,"charge":true,"plan":"basic"}]}""", "charge")]
    [InlineData("""{"dataframe_records":[{"tenure":5,"tenure":5,"charge":1,"plan":"basic"}]}""", "tenure")]
    [InlineData("""{"dataframe_records":[{"tenure":5,"charge":1,"plan":"basic","extra":1}]}""", "extra")]
    [InlineData("""{"inputs":{"tenure":[5,6],"charge":[80.25],"plan":["basic"]}}""", "charge")]
    [InlineData("""{"inputs":{"tenure":[5],"charge":[80.25]}}""", "plan")]
    [InlineData("""{"inputs":{"tenure":5,"charge":[80.25],"plan":["basic"]}}""", "tenure")]
    [InlineData("""{"dataframe_records":[{}],"inputs":[]}""", "inputs")]
    [InlineData("""{"dataframe_records":[],"params":5}""", "params")]
    [InlineData("""{"columns":[],"data":[]}""", "columns")]
    public async Task What_other_servers_let_pass_is_400_and_named(string body, string name)
    {
        var answer = await _host.Post(Path, body);
        answer.Names(400, name);
        Assert.Contains((string)answer.Json["error_code"]!, (string[])["BAD_REQUEST", "INVALID_PARAMETER_VALUE"]);
        Assert.NotEmpty((string)answer.Json["message"]!);
        Assert.Null(answer.Json["stack_trace"]);
    }

    [Theory]
    [InlineData("""{"dataframe_records":[{"tenure":5,"charge":NaN,"plan":"basic"}]}""")]
    [InlineData("""{"dataframe_records":[{"tenure":5,"charge":Infinity,"plan":"basic"}]}""")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("")]
    public async Task What_is_no_request_is_400(string body) => Assert.Equal("BAD_REQUEST", ((string)(await _host.Post(Path, body)).Is(400).Json["error_code"]!).Replace("INVALID_PARAMETER_VALUE", "BAD_REQUEST", StringComparison.Ordinal));

    [Theory]
    [InlineData("tenure,charge,plan\n2.5,80.25,basic\n", "tenure")]
    [InlineData("tenure,charge,plan\n5,abc,basic\n", "charge")]
    [InlineData("tenure,charge,plan,more\n5,1,basic,1\n", "more")]
    [InlineData("tenure,charge,charge\n5,1,1\n", "charge")]
    [InlineData("tenure,charge\n5,1\n", "plan")]
    [InlineData("tenure,charge,plan\n5,1,\"ba\"sic\n", null)]
    [InlineData("tenure,charge,plan\n5,1,\"basic\n", null)]
    [InlineData("tenure,charge,plan\n5,1\n", null)]
    [InlineData("tenure,charge,plan\n", null)]
    [InlineData("", null)]
    public async Task Wrong_lines_are_400(string body, string? name) => (await _host.Post(Path, body, "text/csv")).Names(400, name);

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=latin1")]
    [InlineData("application/json; version=1")]
    [InlineData("text/csv; header=present")]
    public async Task Other_types_are_415(string type) => (await _host.Post(Path, "{}", type)).Is(415);
}
