using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Rondo.Deploy.Host;
using Rondo.Deploy.InProcess;
using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;
using static Rondo.Deploy.Tests.TestHost;

namespace Rondo.Deploy.Tests.InProcess;

public sealed class RondoModelTests
{
    enum Town
    {
        Paris,
        Rome,
    }

    sealed record House(double Area, int Rooms, string? City, bool Garden, DateOnly Built, DateTimeOffset? Sold)
    {
        public double? Price { get; init; }
    }

    sealed record SmallHouse(decimal? Area, long? Rooms, Town City, bool? Garden, DateTime Built);

    sealed record Churn(int Tenure, double Charge, string Plan);

    sealed record Wrong(string Area, int Room, DateTimeOffset Built, string City, bool Garden);

    static readonly House _house = new(100.5, 3, "Köln", true, new DateOnly(1999, 5, 31), DateTimeOffset.Parse("2020-01-02T03:04:05Z", System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public async Task A_record_gets_the_number_that_it_gets_over_http()
    {
        await using var host = await Start();
        using var model = Open<House>(host.Catalog, "house@champion");
        using var churn = Open<Churn>(host.Catalog, "churn");

        var number = (await host.Post("/models/house/predict", HouseRow)).Json["predictions"]![0]!["prediction"]!.GetValue<double>();
        var risk = (await host.Post("/models/churn/predict", ChurnRow)).Json["predictions"]![0]!;
        var prediction = churn.Predict(new Churn(5, 80.25, "basic"));

        Assert.Equal(number, model.Predict(_house).Value);
        Assert.Equal(risk["prediction"]!.GetValue<string>(), prediction.Class);
        Assert.Equal(risk["probabilities"]!["yes"]!.GetValue<double>(), prediction.Probability("yes"));
        Assert.Equal(1, prediction.Probabilities.ToArray().Sum(), 12);
    }

    [Fact]
    public void A_prediction_says_its_version_its_interval_and_its_id_and_writes_the_words_of_the_protocol()
    {
        using var model = Open<House>(Houses(), "house@champion");

        var prediction = model.Predict(_house);
        var json = JsonNode.Parse(JsonSerializer.Serialize(prediction))!;

        Assert.Equal(1, prediction.Version);
        Assert.Equal((prediction.Value - 9100, prediction.Value + 9100), prediction.Interval(0.9));
        Assert.Null(prediction.Class);
        Assert.Equal(32, prediction.PredictionId.Length);
        Assert.NotEqual(prediction.PredictionId, model.Predict(_house).PredictionId);
        Assert.Equal(prediction.Value, json["prediction"]!.GetValue<double>());
        Assert.Equal(prediction.PredictionId, json["prediction_id"]!.GetValue<string>());
    }

    [Fact]
    public void Many_records_and_rows_without_a_class_get_what_one_gets()
    {
        using var typed = Open<House>(Houses(), "house");
        using var model = new RondoModel(Houses(), new ServedReference("house"), new InProcessOptions());
        House[] houses = [_house, _house with { Area = double.NaN, Sold = null }, _house with { City = null }, _house with { City = "nowhere", Rooms = 6 }];
        var predictions = new Prediction[houses.Length];

        typed.Predict(houses, predictions);

        for (var i = 0; i < houses.Length; i++)
        {
            Assert.Equal(typed.Predict(houses[i]).Value, predictions[i].Value);
            Assert.Equal(typed.Predict(houses[i]).Value, model.Predict(Row(houses[i])).Value);
        }
        Assert.Throws<ArgumentException>(() => typed.Predict(houses, new Prediction[2]));
    }

    [Fact]
    public void Types_that_hold_the_same_values_will_do()
    {
        using var model = Open<House>(Houses(), "house");
        using var small = Open<SmallHouse>(Houses(), "house");

        var expected = model.Predict(new House(80, 2, "Paris", false, new DateOnly(1980, 2, 29), null));

        Assert.Equal(expected.Value, small.Predict(new SmallHouse(80, 2, Town.Paris, false, new DateTime(1980, 2, 29))).Value);
        var error = Assert.Throws<RondoException>(() => small.Predict(new SmallHouse(80, 2, Town.Paris, false, new DateTime(1980, 2, 29, 12, 0, 0))));
        Assert.Contains("Column 'built': expected a date", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_class_lacks_or_has_otherwise_is_said_at_once()
    {
        var error = Assert.Throws<RondoException>(() => Open<Wrong>(Houses(), "house"));

        Assert.Equal(["area", "rooms", "built"], error.Mistakes.Select(m => m.Field));
        Assert.Equal(["wrong_type", "missing_column", "wrong_type"], error.Mistakes.Select(m => m.Code));
        Assert.Contains("Did you mean 'room'?", error.Mistakes[1].Hint, StringComparison.Ordinal);
        Assert.Contains("Wrong.Built is DateTimeOffset", error.Mistakes[2].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_refused_by_the_words_of_the_host()
    {
        using var model = new RondoModel(Houses(), new ServedReference("house"), new InProcessOptions());
        using var typed = Open<House>(Houses(), "house");
        var row = Row(_house);
        row["area"] = "large";
        row["rooms"] = 2.5;
        row["gardn"] = true;
        row["built"] = "1999-02-30";
        row.Remove("city");

        var error = Assert.Throws<RondoException>(() => model.Predict(row));

        Assert.Equal(["area", "built", "city", "gardn", "rooms"], error.Mistakes.Select(m => m.Field).Order());
        Assert.All(error.Mistakes, m => Assert.Equal("invalid_rows", m.Code));
        Assert.Contains("Column 'area': expected a number (double) or null, got the text \"large\".", error.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'garden'?", error.Message, StringComparison.Ordinal);
        Assert.Contains("infinity", Assert.Throws<RondoException>(() => typed.Predict(_house with { Area = double.PositiveInfinity })).Message, StringComparison.OrdinalIgnoreCase);
        // What was wrong before does not stay.
        Assert.Equal(model.Predict(Row(_house)).Value, typed.Predict(_house).Value);
    }

    [Fact]
    public void Json_of_unknown_shape_predicts_as_it_does_over_http()
    {
        using var model = new RondoModel(Houses(), new ServedReference("house"), new InProcessOptions());
        var row = JsonSerializer.Deserialize<Dictionary<string, object?>>(HouseRow)!;
        using var typed = Open<House>(Houses(), "house");

        Assert.Equal(typed.Predict(_house).Value, model.Predict(row).Value);
    }

    [Fact]
    public void A_record_makes_no_garbage()
    {
        using var model = Open<House>(Houses(), "house@champion");
        using var churn = Open<Churn>(new MemoryCatalog().Add("churn", TrainedModels.Churn), "churn");
        House[] houses = [_house, _house with { City = "Paris", Sold = null }, _house with { City = null, Area = double.NaN }];
        Churn[] customers = [new(5, 80.25, "basic"), new(40, 20, "family"), new(7, double.NaN, "unseen")];

        Assert.Equal(0, Garbage(() => { foreach (var house in houses) model.Predict(house); }));
        Assert.Equal(0, Garbage(() => { foreach (var customer in customers) churn.Predict(customer).Probability("yes"); }));
    }

    [Fact]
    public async Task A_version_that_comes_under_load_fails_no_call_and_each_is_answered_by_one()
    {
        var catalog = Houses().Add("house", TrainedModels.DearerHouse);
        using var model = Open<House>(catalog, "house@champion");
        var cheap = model.Predict(_house).Value;
        catalog.Promote("house", 2);
        model.Refresh();
        var dear = model.Predict(_house).Value;
        using var stop = new CancellationTokenSource();
        var calls = 0L;
        var callers = Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                var prediction = model.Predict(_house);
                Assert.Equal(prediction.Version == 1 ? cheap : dear, prediction.Value);
                Interlocked.Increment(ref calls);
            }
        })).ToArray();

        for (var n = 0; n < 40; n++)
        {
            catalog.Promote("house", 1 + n % 2);
            model.Refresh();
            // Calls go on between and across the swaps.
            for (var seen = Interlocked.Read(ref calls); Interlocked.Read(ref calls) < seen + 50;) await Task.Delay(1);
        }
        await stop.CancelAsync();
        await Task.WhenAll(callers);

        Assert.NotEqual(cheap, dear);
        Assert.True(calls >= 2000);
    }

    [Fact]
    public async Task A_version_that_no_longer_suits_the_class_is_refused_and_the_one_before_answers()
    {
        var log = new ListedLog();
        var catalog = Houses().Add("house", TrainedModels.Churn);
        using var model = Open<House>(catalog, "house@champion", new InProcessOptions { Log = log, RefreshInterval = TimeSpan.FromMilliseconds(10) });

        catalog.Promote("house", 2);
        await log.Wait(w => w.Contains("stays version 1", StringComparison.Ordinal) && w.Contains("'tenure'", StringComparison.Ordinal));

        Assert.Equal(1, model.Predict(_house).Version);
        catalog.Add("house", TrainedModels.DearerHouse);
        catalog.Promote("house", 3);
        await log.Wait(w => w.Contains("is version 3 now", StringComparison.Ordinal));
        Assert.Equal(3, model.Predict(_house).Version);
    }

    [Fact]
    public void Predictions_are_logged_when_asked_with_the_id_that_was_said()
    {
        var folder = Directory.CreateTempSubdirectory("rondo").FullName;
        string[] ids;
        using (var recorder = PredictionRecorder.Open(folder, new PredictionLogOptions(), NullLogger.Instance))
        using (var model = Open<House>(Houses(), "house", new InProcessOptions { PredictionLog = recorder }))
        {
            var many = new Prediction[2];
            model.Predict([_house, _house], many);
            ids = [model.Predict(_house).PredictionId, many[0].PredictionId, many[1].PredictionId];
        }

        var logged = PredictionLogReader.Read(folder).ToArray();

        Assert.Equal(ids.Order(), logged.SelectMany(r => Enumerable.Range(0, r.Rows).Select(r.IdOf)).Order());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_model_that_is_not_there_is_named() =>
        Assert.Contains("'hous@champion'", Assert.Throws<RondoException>(() => Open<House>(Houses(), "hous@champion")).Message, StringComparison.Ordinal);

    // The least of several tries: the runtime itself may allocate a little when it compiles anew what it found hot.
    static long Garbage(Action act)
    {
        for (var i = 0; i < 2000; i++) act();
        return Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10_000; i++) act();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }

    static MemoryCatalog Houses() => new MemoryCatalog().Add("house", TrainedModels.House, "champion");

    static RondoModel<T> Open<T>(MemoryCatalog catalog, string name, InProcessOptions? options = null)
    {
        var parts = name.Split('@');
        RecordProperty[] properties = [.. typeof(T).GetProperties().Select(p => new RecordProperty(p, [PartCatalog.SnakeCase(p.Name)]))];
        return new RondoModel<T>(catalog, new ServedReference(parts[0], parts.Length > 1 ? parts[1] : null), properties, options ?? new InProcessOptions());
    }

    static Dictionary<string, object?> Row(House house)
    {
        var row = new Dictionary<string, object?>
        {
            ["area"] = house.Area,
            ["rooms"] = house.Rooms,
            ["city"] = house.City,
            ["garden"] = house.Garden,
            ["built"] = house.Built,
        };
        if (house.Sold is { } sold) row["sold"] = sold;
        return row;
    }
}
