using Microsoft.Extensions.Logging.Abstractions;
using Rondo.Deploy.Features;
using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Data;

namespace Rondo.Deploy.Tests.Features;

public sealed class EntityLookupTests : IDisposable
{
    static readonly DateTime _march = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    readonly string _folder = Directory.CreateTempSubdirectory("rondo-features-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_row_with_a_key_gets_what_was_known_at_its_time()
    {
        Write((17, _march, 5, 80.25, "basic"), (17, _march.AddDays(10), 40, 20, "family"));
        await using var host = await Start();

        foreach (var (time, row) in (IEnumerable<(string?, string)>)[("2026-03-05T00:00:00Z", """{"tenure":5,"charge":80.25,"plan":"basic"}"""), ("2026-03-11", """{"tenure":40,"charge":20,"plan":"family"}"""), (null, """{"tenure":40,"charge":20,"plan":"family"}""")])
        {
            var expected = await Ask(host, $$"""{"rows":[{{row}}]}""");
            // The time may come before or after the rows.
            var found = await Ask(host, time is null ? """{"customer_id":17}""" : $$"""{"rows":[{"customer_id":17}],"time":"{{time}}"}""");
            Assert.Equal(expected["probabilities"]!["yes"]!.GetValue<double>(), found["probabilities"]!["yes"]!.GetValue<double>());
            Assert.False(found["features"]!["stale"]!.GetValue<bool>());
            Assert.Null(expected["features"]);
            if (time is null) continue;
            var own = await Ask(host, $$"""{"rows":[{"customer_id":17,"updated_at":"{{time}}"}]}""");
            Assert.Equal(found["probabilities"]!.ToJsonString(), own["probabilities"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task What_a_row_brings_itself_goes_before_what_is_looked_up()
    {
        Write((17, _march, 5, 80.25, "basic"));
        await using var host = await Start();

        var expected = await Ask(host, """{"rows":[{"tenure":5,"charge":null,"plan":"basic"}]}""");
        var found = await Ask(host, """{"rows":[{"customer_id":17,"charge":null}]}""");

        Assert.Equal(expected["probabilities"]!.ToJsonString(), found["probabilities"]!.ToJsonString());
    }

    [Fact]
    public async Task An_entity_that_is_not_known_is_named()
    {
        Write((17, _march, 5, 80.25, "basic"));
        await using var host = await Start();

        var unknown = (await host.Post("/models/churn/predict", """{"rows":[{"customer_id":17},{"customer_id":18}]}""")).Is(400).Json["details"]!.AsArray();
        var early = (await host.Post("/models/churn/predict", """{"rows":[{"customer_id":17}],"time":"2026-02-01"}""")).Is(400).Json["details"]![0]!;
        var type = (await host.Post("/models/churn/predict", """{"customer_id":"17"}""")).Is(400).Json["details"]![0]!;
        var time = (await host.Post("/models/churn/predict", """{"rows":[{"customer_id":17}],"time":"soon"}""")).Is(400).Json["details"]![0]!;
        var nothing = (await host.Post("/models/churn/predict", """{"customer_id":null}""")).Is(400).Json["details"]!.AsArray();

        Assert.Equal((1, "customer_id"), (Assert.Single(unknown)!["row"]!.GetValue<int>(), unknown[0]!["column"]!.GetValue<string>()));
        Assert.Equal("an entity of the feature table 'customers'", unknown[0]!["expected"]!.GetValue<string>());
        Assert.Contains("known at the time", early["expected"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("the text \"17\"", type["got"]!.GetValue<string>());
        Assert.Equal("time", time["column"]!.GetValue<string>());
        Assert.Equal(["tenure", "charge", "plan"], nothing.Select(d => d!["column"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Old_features_are_said_to_be_stale()
    {
        Write((17, _march, 5, 80.25, "basic"));
        await using var host = await Start(TimeSpan.FromDays(7));

        Assert.True((await Ask(host, """{"rows":[{"customer_id":17}],"time":"2026-03-09"}"""))["features"]!["stale"]!.GetValue<bool>());
        Assert.False((await Ask(host, """{"rows":[{"customer_id":17}],"time":"2026-03-08"}"""))["features"]!["stale"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_table_that_is_replaced_is_seen_without_a_restart_and_one_that_is_damaged_is_not()
    {
        Write((17, _march, 5, 80.25, "basic"));
        await using var host = await Start();
        var before = (await Ask(host, """{"customer_id":17}"""))["features"]!["time"]!.GetValue<DateTime>();

        Write((17, _march, 5, 80.25, "basic"), (17, _march.AddDays(1), 50, 30, "plus"));
        await Task.Delay(500);
        var after = (await Ask(host, """{"customer_id":17}"""))["features"]!["time"]!.GetValue<DateTime>();
        File.WriteAllBytes(Path.Combine(_folder, "customers.features"), [1, 2, 3]);
        await Task.Delay(600);
        for (var n = 0; n < 5; n++) (await host.Post("/models/churn/predict", """{"customer_id":17}""")).Is(200);

        Assert.Equal((_march, _march.AddDays(1)), (before.ToUniversalTime(), after.ToUniversalTime()));
    }

    [Fact]
    public async Task The_log_keeps_what_was_looked_up_and_other_protocols_look_up_too()
    {
        Write((17, _march, 5, 80.25, "basic"));
        var log = Path.Combine(_folder, "log");
        using (var recorder = PredictionRecorder.Open(log, new PredictionLogOptions(), NullLogger.Instance))
        {
            await using var host = await Start(log: recorder);
            (await host.Post("/models/churn/predict", """{"customer_id":17}""")).Is(200);
            (await host.Post("/v1/models/churn:predict", """{"instances":[{"customer_id":17}]}""")).Is(200);
            (await host.Post("/invocations", """{"dataframe_split":{"columns":["customer_id"],"data":[[17],[17]]}}""")).Is(200);
        }

        var logged = PredictionLogReader.Read(log).ToArray();

        Assert.Equal(4, logged.Sum(r => r.Rows));
        Assert.All(logged, r => Assert.All(Enumerable.Range(0, r.Rows), row => Assert.Equal((5L, 80.25, "basic"), (((IntegerColumn)r.Columns[0]).Values[row], ((DoubleColumn)r.Columns[1]).Values[row], ((TextColumn)r.Columns[2])[row]))));
    }

    [Fact]
    public async Task A_models_own_file_may_name_the_column()
    {
        Write("customer_id", (17, _march, 5, 80.25, "basic"));
        var options = new EntityLookups(new FeatureFolder(_folder, NullLogger.Instance, TimeProvider.System), [], null, TimeProvider.System);
        await using var host = await TestHost.Start(
            new MemoryCatalog().Add("churn", TrainedModels.Churn with { EntityLookup = "customer_id" }).Add("plain", TrainedModels.Churn), o => o with { Lookups = options });

        (await host.Post("/models/churn/predict", """{"customer_id":17}""")).Is(200);
        (await host.Post("/models/plain/predict", """{"customer_id":17}""")).Is(400);
    }

    Task<TestHost> Start(TimeSpan? maxAge = null, PredictionRecorder? log = null)
    {
        var lookups = new EntityLookups(new FeatureFolder(_folder, NullLogger.Instance, TimeProvider.System), [new("customer_id", "customers")], maxAge, TimeProvider.System);
        return TestHost.Start(new MemoryCatalog().Add("churn", TrainedModels.Churn), o => o with { Lookups = lookups, PredictionLog = log }, h => h with { Models = [new("churn")] });
    }

    static async Task<System.Text.Json.Nodes.JsonNode> Ask(TestHost host, string body) => (await host.Post("/models/churn/predict", body)).Is(200).Json["predictions"]![0]!;

    void Write(params (long Id, DateTime Time, long Tenure, double Charge, string Plan)[] rows) => Write("customers", rows);

    void Write(string name, params (long Id, DateTime Time, long Tenure, double Charge, string Plan)[] rows)
    {
        var table = Table.Of(
            ("customer_id", new IntegerColumn(ColumnType.Int64, [.. rows.Select(r => r.Id)])),
            ("updated_at", new IntegerColumn(ColumnType.TimestampUtc, [.. rows.Select(r => (r.Time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond)])),
            ("tenure", new IntegerColumn(ColumnType.Int64, [.. rows.Select(r => r.Tenure)])),
            ("charge", new DoubleColumn([.. rows.Select(r => r.Charge)])),
            ("plan", TextColumn.From([.. rows.Select(r => r.Plan)])));
        File.WriteAllBytes(Path.Combine(_folder, "new"), FeatureFile.Write(FeatureTable.Of(table, "customer_id", "updated_at", 10)));
        File.Move(Path.Combine(_folder, "new"), Path.Combine(_folder, name + ".features"), overwrite: true);
    }
}
