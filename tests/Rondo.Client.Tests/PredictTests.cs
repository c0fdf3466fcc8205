using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Rondo.Client.Predictions;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Store;
using Rondo.Server;

namespace Rondo.Client.Tests;

/// <summary>Predictions by a server's models.</summary>
public sealed class PredictTests
{
    sealed record Customer(int Tenure, double? Charge, [property: JsonPropertyName("plan")] string? Tariff, DateOnly Since)
    {
        [JsonIgnore]
        public string Note { get; init; } = "not a column";
    }

    static readonly Customer _customer = new(5, 80.25, "basic", new DateOnly(2020, 2, 29));

    [Fact]
    public async Task Records_and_dictionaries_get_what_the_model_says()
    {
        await using var home = await Home.Start();

        var one = await home.Client.Models.Predict("churn@champion", _customer);
        var many = await home.Client.Models.Predict("churn", [_customer, _customer with { Charge = null, Tariff = "unseen" }], null);
        var untyped = await home.Client.Models.Predict("churn@1", new Dictionary<string, object?> { ["tenure"] = 5, ["charge"] = 80.25m, ["plan"] = "basic", ["since"] = new DateTime(2020, 2, 29) });
        var table = Table.Of(
            ("tenure", new IntegerColumn(ColumnType.Int64, [5, 5])), ("charge", new DoubleColumn([80.25, double.NaN])),
            ("plan", TextColumn.From(["basic", "unseen"])), ("since", new IntegerColumn(ColumnType.Date, [18321, 18321])));
        var expected = Home.Pipeline.Predict(table);

        Assert.Equal(("churn", 1, 1), (one.Model, one.Version, one.Count));
        Assert.Equal(expected.Row(0)[1], one[0].Probabilities["yes"]);
        Assert.Equal(expected.Row(1)[1], many[1].Probabilities["yes"]);
        Assert.Equal(expected.Classes[expected.ClassOf(0)], many[0].Class);
        Assert.Equal(one[0].Probabilities, untyped[0].Probabilities);
        Assert.Equal(3, many.Concat(one).Select(p => p.PredictionId).Distinct().Count());
        Assert.Null(one[0].Number);
        Assert.Empty(await home.Client.Models.Predict("churn", Array.Empty<Customer>()));
    }

    [Fact]
    public async Task Contributions_and_intervals_come_when_they_are_asked_for()
    {
        await using var home = await Home.Start();

        var explained = (await home.Client.Models.Predict("churn", [_customer], new PredictOptions { Explain = true }))[0].Explanation!;
        var refused = await Assert.ThrowsAsync<RondoClientException>(() => home.Client.Models.Predict("churn", [_customer], new PredictOptions { Interval = 0.9 }));
        var price = (await home.Client.Models.Predict("price", [new Dictionary<string, object?> { ["x"] = 3 }], new PredictOptions { Interval = 0.8 }))[0];

        Assert.Equal(["charge", "plan", "since", "tenure"], explained.Contributions.Keys.Order());
        Assert.Equal(("log_odds", true), (explained.Space, explained.IsExact));
        Assert.Equal((400, "not_supported"), (refused.Status, refused.Code));
        Assert.Equal(2, price.Interval!.Value.High - price.Interval.Value.Low, 9);
        Assert.Equal(price.Number!.Value, (price.Interval.Value.High + price.Interval.Value.Low) / 2, 9);
    }

    [Fact]
    public async Task What_is_wrong_is_named_by_row_and_column()
    {
        await using var home = await Home.Start();
        var row = new Dictionary<string, object?> { ["tenure"] = 5.5, ["charge"] = 1, ["plan"] = true, ["since"] = "2020-02-29" };

        var error = await Assert.ThrowsAsync<RondoClientException>(() => home.Client.Models.Predict("churn", row));
        var unknown = await Assert.ThrowsAsync<RondoClientException>(() => home.Client.Models.Predict("chrun", _customer));
        var infinite = await Assert.ThrowsAsync<ArgumentException>(() => home.Client.Models.Predict("churn", _customer with { Charge = double.PositiveInfinity }));

        Assert.Equal((400, "invalid_rows"), (error.Status, error.Code));
        Assert.Equal([(0, "tenure", "the number 5.5"), (0, "plan", "true")], error.Details.Select(d => (d.Row!.Value, d.Column, d.Got)));
        Assert.Equal((404, "unknown_model"), (unknown.Status, unknown.Code));
        Assert.Contains("'charge' of row 0", infinite.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(0)]
    public async Task An_overloaded_server_is_asked_again_under_one_request_id(int status)
    {
        await using var server = await TrackingServer.Started();
        using var spool = new SpoolHome();
        await using var client = new RondoClient(spool.For(server));
        var asked = new ConcurrentQueue<string>();
        server.Before = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/models")) return false;
            asked.Enqueue(context.Request.Headers["X-Request-Id"]!);
            if (asked.Count < 3)
            {
                if (status == 0) context.Abort();
                context.Response.StatusCode = status;
                context.Response.Headers.RetryAfter = "0";
                return true;
            }
            await context.Response.WriteAsync("""{"model":"m","version":7,"predictions":[{"prediction":1.5,"prediction_id":"x"}]}""");
            return true;
        };

        var prediction = await client.Models.Predict("m", new Dictionary<string, object?> { ["x"] = 1 });

        Assert.Equal((1.5, 7), (prediction[0].Number!.Value, prediction.Version));
        Assert.Equal(3, asked.Count);
        Assert.Single(asked.Distinct());
    }

    [Fact]
    public async Task A_refusal_is_not_asked_again_and_patience_has_an_end()
    {
        await using var server = await TrackingServer.Started();
        using var spool = new SpoolHome();
        await using var client = new RondoClient(spool.For(server));
        var (asked, status) = (0, 400);
        server.Before = context =>
        {
            if (!context.Request.Path.StartsWithSegments("/models")) return Task.FromResult(false);
            Interlocked.Increment(ref asked);
            context.Response.StatusCode = status;
            return Task.FromResult(true);
        };
        var row = new Dictionary<string, object?> { ["x"] = 1 };

        await Assert.ThrowsAsync<RondoClientException>(() => client.Models.Predict("m", row));
        Assert.Equal(1, asked);
        status = 503;
        await Assert.ThrowsAsync<RondoClientException>(() => client.Models.Predict("m", [row], new PredictOptions { Attempts = 2 }));
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_ends_at_once()
    {
        await using var server = await TrackingServer.Started();
        using var spool = new SpoolHome();
        await using var client = new RondoClient(spool.For(server) with { FirstRetry = TimeSpan.FromHours(1), LongestRetry = TimeSpan.FromHours(1) });
        server.Before = context =>
        {
            context.Response.StatusCode = 503;
            return Task.FromResult(context.Request.Path.StartsWithSegments("/models"));
        };
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Models.Predict("m", [new Dictionary<string, object?>()], null, cancel.Token));
    }

    [Fact]
    public async Task Key_and_trace_go_with_the_request()
    {
        await using var server = await TrackingServer.Started();
        using var spool = new SpoolHome();
        await using var client = new RondoClient(spool.For(server) with { ApiKey = "rk_secret" });
        var headers = new TaskCompletionSource<(string? Key, string? Trace)>();
        server.Before = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/models")) return false;
            headers.TrySetResult((context.Request.Headers.Authorization, context.Request.Headers.TraceParent));
            await context.Response.WriteAsync("""{"model":"m","version":7,"predictions":[{"prediction":"yes","prediction_id":"x"}]}""");
            return true;
        };
        using var activity = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();

        await client.Models.Predict("m", new Dictionary<string, object?> { ["x"] = 1 });
        var (key, trace) = await headers.Task;

        Assert.Equal("Bearer rk_secret", key);
        Assert.Contains(activity.TraceId.ToString(), trace, StringComparison.Ordinal);
    }

    /// <summary>A server with two models, and a client of it.</summary>
    sealed class Home : IAsyncDisposable
    {
        static readonly Lazy<FittedPipeline> _churn = new(FitChurn);

        readonly SpoolHome _spool;
        readonly RondoServer _server;

        Home(SpoolHome spool, RondoServer server, RondoClient client) => (_spool, _server, Client) = (spool, server, client);

        public RondoClient Client { get; }

        public static FittedPipeline Pipeline => _churn.Value;

        public static async Task<Home> Start()
        {
            var spool = new SpoolHome();
            var workspace = Workspace.Open(Path.Combine(spool.Folder, ".rondo"));
            Register(workspace, "churn", _churn.Value, "churned");
            var price = Recipe.Of(new GradientBoosting { NEstimators = 3 }).Fit(Table.Of(("x", new DoubleColumn([.. Enumerable.Range(0, 60).Select(i => (double)(i % 7))]))), Target.Regression([.. Enumerable.Range(0, 60).Select(i => i % 7 * 2.0)]));
            Register(workspace, "price", price with { Intervals = new ConformalIntervals([.. Enumerable.Repeat(1.0, 50)]) }, "y");
            var server = await RondoServer.Start(workspace, new ServerOptions { Port = 0 });
            return new Home(spool, server, spool.Client(spool.For(server.Address)));
        }

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await _server.DisposeAsync();
            _spool.Dispose();
        }

        static void Register(Workspace workspace, string name, FittedPipeline pipeline, string target)
        {
            var description = new ModelDescription
            {
                Name = name,
                Signature = ModelSignature.Of(pipeline, target),
                Spec = JsonSerializer.SerializeToElement(new { }),
                Lineage = new ModelLineage { SpecHash = new string('a', 64), DataHash = new string('b', 64), RondoVersion = "0.1.0", Created = DateTimeOffset.UnixEpoch },
                Metrics = new Dictionary<string, double?>(),
            };
            workspace.Models.Register(new PackageWriter(workspace.Objects, description, PipelineFormat.Write(pipeline)).Save(), new Registration(Success: true));
        }

        static FittedPipeline FitChurn()
        {
            var random = new Random(6);
            var tenure = Enumerable.Range(0, 300).Select(_ => random.NextInt64(72)).ToArray();
            var table = Table.Of(
                ("tenure", new IntegerColumn(ColumnType.Int64, tenure)), ("charge", new DoubleColumn([.. tenure.Select(_ => random.NextDouble() * 100)])),
                ("plan", TextColumn.From([.. tenure.Select(_ => random.Next(2) == 0 ? "basic" : "plus")])), ("since", new IntegerColumn(ColumnType.Date, [.. tenure.Select(_ => random.NextInt64(20_000))])));
            return Recipe.Of(new GradientBoosting { NEstimators = 20 }).Fit(table, new Target(TaskKind.Binary, [.. tenure.Select(t => t < 20 ? 1.0 : 0)], ["no", "yes"]));
        }
    }
}
