using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Rondo.Deploy.Host;
using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Tests.PredictionLog;

public sealed class PredictionRecorderTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("rondo-log-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_answered_is_in_the_log_value_by_value()
    {
        var answers = new List<Answer>();
        using (var log = Open())
        {
            await using var host = await TestHost.Start(o => o with { PredictionLog = log });
            answers.Add((await host.Post("/models/house/predict", $$"""{"rows":[{{TestHost.HouseRow}},{"area":null,"rooms":2,"city":null,"garden":false,"built":"2001-02-03"}]}""", headers: ("X-Request-Id", "order-17"))).Is(200));
            answers.Add((await host.Post("/models/churn/predict", TestHost.ChurnRow)).Is(200));
            (await host.Post("/models/churn/predict", """{"tenure":"many","charge":1,"plan":"basic"}""")).Is(400);
        }

        var logged = PredictionLogReader.Read(_folder).ToList();

        Assert.Equal(["house@1", "churn@1"], logged.Select(r => $"{r.Schema.Model}@{r.Schema.Version}"));
        for (var i = 0; i < 2; i++)
        {
            var said = answers[i].Json["predictions"]!.AsArray();
            Assert.Equal(said.Count, logged[i].Rows);
            Assert.Equal(said.Select(p => (string)p!["prediction_id"]!), Enumerable.Range(0, said.Count).Select(logged[i].IdOf));
        }
        var (house, churn) = (logged[0], logged[1]);
        Assert.Equal("order-17", house.RequestId);
        Assert.Equal(answers[0].Json["predictions"]!.AsArray().Select(p => (double)p!["prediction"]!), house.Predictions.Values);
        Assert.Equal((string)answers[1].Json["predictions"]![0]!["prediction"]!, churn.Schema.Classes[churn.Predictions.ClassOf(0)]);
        Assert.Equal([100.5, double.NaN], ((DoubleColumn)house.Columns[0]).Values);
        Assert.Equal(["Köln", null], Enumerable.Range(0, 2).Select(row => ((TextColumn)house.Columns[2])[row]));
        Assert.Equal([true, false], Enumerable.Range(0, 2).Select(row => !house.Columns[5].IsMissing(row)));
        Assert.Equal(new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.Zero), DateTimeOffset.UnixEpoch.AddMicroseconds(((IntegerColumn)house.Columns[5]).Values[0]));
        Assert.All(logged, r => Assert.InRange(r.Latency, TimeSpan.Zero, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Requests_of_one_version_are_read_as_columns_at_once()
    {
        var longest = new string('x', 3000);
        using (var log = Open())
        {
            await using var host = await TestHost.Start(o => o with { PredictionLog = log });
            foreach (var city in (string?[])["Köln", null, longest, "Köln"])
                (await host.Post("/models/house/predict", $$"""{"rows":[{{TestHost.HouseRow}},{"area":null,"rooms":2,"city":{{JsonSerializer.Serialize(city)}},"garden":false,"built":"2001-02-03"}]}""")).Is(200);
        }

        var logged = PredictionLogReader.Read(_folder).ToList();
        var columns = new LoggedColumns(logged[0].Schema);
        foreach (var request in logged) columns.Add(request.Cells);
        var joined = columns.Build().ToArray();

        for (var i = 0; i < joined.Length; i++)
        {
            var one = ColumnParts.Join(joined[i].Type, [.. logged.Select(r => r.Columns[i])]);
            Assert.Equal(8, joined[i].Length);
            for (var row = 0; row < 8; row++) Assert.Equal(Cell(one, row), Cell(joined[i], row));
        }
        string?[] cities = [.. Enumerable.Range(0, 8).Select(row => ((TextColumn)joined[2])[row])];
        Assert.Equal((null, longest, "Köln"), (cities[3], cities[5], cities[7]));
    }

    static object? Cell(Column column, int row) => column.IsMissing(row) ? null : column switch
    {
        DoubleColumn doubles => doubles.Values[row],
        IntegerColumn integers => integers.Values[row],
        _ => ((TextColumn)column)[row],
    };

    [Fact]
    public async Task A_record_is_in_the_file_before_the_answer_leaves()
    {
        using var log = Open(o => o with { FlushInterval = TimeSpan.FromHours(1) });
        await using var host = await TestHost.Start(o => o with { PredictionLog = log });
        for (var i = 1; i <= 20; i++)
        {
            var answer = (await host.Post("/models/churn/predict", TestHost.ChurnRow)).Is(200);
            // Read as another process would, with nothing flushed.
            var last = PredictionLogReader.Read(_folder).Last();
            Assert.Equal((string)answer.Json["predictions"]![0]!["prediction_id"]!, last.IdOf(0));
        }
    }

    [Fact]
    public async Task A_masked_column_never_reaches_the_disk()
    {
        const string Secret = "a street nobody may read of";
        using (var log = Open(o => o with { Masked = new HashSet<string> { "city" } }))
        {
            await using var host = await TestHost.Start(o => o with { PredictionLog = log });
            (await host.Post("/models/house/predict", TestHost.HouseRow.Replace("Köln", Secret, StringComparison.Ordinal))).Is(200);
        }

        var bytes = Directory.EnumerateFiles(_folder).SelectMany(File.ReadAllBytes).ToArray();
        Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)));
        var schema = Assert.Single(PredictionLogReader.Read(_folder)).Schema;
        Assert.Equal(["city"], schema.Masked);
        Assert.DoesNotContain("city", schema.Columns.Select(c => c.Name));
    }

    [Fact]
    public async Task What_a_models_file_masks_is_masked_whatever_the_host_keeps()
    {
        const string Secret = "a street nobody may read of";
        var catalog = new MemoryCatalog().Add("house", TrainedModels.House with { Log = new LogPolicy(1, ["city"], false) });
        using (var log = Open(o => o with { Masked = new HashSet<string> { "rooms" } }))
        {
            await using var host = await TestHost.Start(catalog, o => o with { PredictionLog = log });
            (await host.Post("/models/house/predict", TestHost.HouseRow.Replace("Köln", Secret, StringComparison.Ordinal))).Is(200);
        }

        var bytes = Directory.EnumerateFiles(_folder).SelectMany(File.ReadAllBytes).ToArray();
        Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)));
        Assert.Equal(["city", "rooms"], Assert.Single(PredictionLogReader.Read(_folder)).Schema.Masked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_model_whose_file_keeps_nothing_is_answered_and_not_kept()
    {
        var catalog = new MemoryCatalog().Add("house", TrainedModels.House with { Log = new LogPolicy(0, [], false) }).Add("churn", TrainedModels.Churn);
        using (var log = Open())
        {
            await using var host = await TestHost.Start(catalog, o => o with { PredictionLog = log });
            (await host.Post("/models/house/predict", TestHost.HouseRow)).Is(200);
            (await host.Post("/models/churn/predict", TestHost.ChurnRow)).Is(200);
        }

        Assert.Equal("churn", Assert.Single(PredictionLogReader.Read(_folder)).Schema.Model);
    }

    [Theory]
    [InlineData("""{"rows":[ROW],"time":"2024-05-31T12:00:00Z"}""", "2024-05-31T12:00:00Z")]
    [InlineData("""{"tim\u0065":"2024-05-31T14:00:00+02:00","rows":[ROW]}""", "2024-05-31T12:00:00Z")]
    public async Task The_time_of_what_is_predicted_is_kept(string body, string time)
    {
        using (var log = Open())
        {
            await using var host = await TestHost.Start(o => o with { PredictionLog = log });
            (await host.Post("/models/churn/predict", body.Replace("ROW", TestHost.ChurnRow, StringComparison.Ordinal))).Is(200);
            (await host.Post("/models/churn/predict", TestHost.ChurnRow)).Is(200);
            (await host.Post("/models/churn/predict", $$"""{"rows":[{{TestHost.ChurnRow}}],"time":"yesterday"}""")).Names(400, "time");
            (await host.Post("/models/churn/predict", $$"""{"rows":[{{TestHost.ChurnRow}}],"time":"\ud800"}""")).Names(400, "time");
        }

        var logged = PredictionLogReader.Read(_folder).ToList();
        Assert.Equal(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture), logged[0].EventTime);
        Assert.Equal(logged[1].Time, logged[1].EventTime);
        Assert.Equal(2, logged.Count);
    }

    [Fact]
    public async Task A_durable_log_answers_and_keeps_as_many()
    {
        using var log = Open(o => o with { IsDurable = true });
        await using var host = await TestHost.Start(o => o with { PredictionLog = log });

        await Task.WhenAll(Enumerable.Range(0, 60).Select(async _ => (await host.Post("/models/churn/predict", TestHost.ChurnRow)).Is(200)));

        Assert.Equal(60, PredictionLogReader.Read(_folder).Count());
        Assert.Equal(60, log.Records);
    }

    [Fact]
    public async Task Many_writers_fill_segment_after_segment_and_lose_nothing()
    {
        var answered = new System.Collections.Concurrent.ConcurrentBag<string>();
        using (var log = Open(o => o with { SegmentBytes = 4000, Budget = TimeSpan.FromMinutes(1) }))
        {
            await using var host = await TestHost.Start(o => o with { PredictionLog = log });
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            {
                for (var i = 0; i < 40; i++) answered.Add((string)(await host.Post("/models/churn/predict", TestHost.ChurnRow)).Is(200).Json["predictions"]![0]!["prediction_id"]!);
            }));
        }

        Assert.True(Directory.GetFiles(_folder).Length > 5);
        Assert.Equal(answered.Order(StringComparer.Ordinal), PredictionLogReader.Read(_folder).Select(r => r.IdOf(0)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(Directory.GetFiles(_folder), f => f.EndsWith(".open", StringComparison.Ordinal));
    }

    // Whatever a crash cuts off, the records before it are read; nothing else passes.
    [Fact]
    public async Task A_segment_cut_anywhere_gives_its_whole_records()
    {
        using (var log = Open())
        {
            await using var host = await TestHost.Start(o => o with { PredictionLog = log });
            for (var i = 0; i < 3; i++) (await host.Post("/models/churn/predict", TestHost.ChurnRow)).Is(200);
        }
        var file = Assert.Single(Directory.GetFiles(_folder));
        var whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        var counts = new List<int>();
        for (var length = whole.Length; length >= 0; length--)
        {
            await File.WriteAllBytesAsync(file, whole[..length], TestContext.Current.CancellationToken);
            counts.Add(PredictionLogReader.Read(_folder).Count());
        }

        Assert.Equal([3, 2, 1, 0], counts.Distinct());
    }

    [Fact]
    public async Task A_segment_that_somebody_changed_in_the_middle_is_refused()
    {
        using (var log = Open())
        {
            await using var host = await TestHost.Start(o => o with { PredictionLog = log });
            for (var i = 0; i < 3; i++) (await host.Post("/models/churn/predict", TestHost.ChurnRow)).Is(200);
        }
        var file = Assert.Single(Directory.GetFiles(_folder));
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        var refusal = Assert.Throws<RondoException>(() => PredictionLogReader.Read(_folder).Count());

        Assert.Equal("log_damaged", refusal.Mistakes[0].Code);
    }

    [Fact]
    public async Task The_unit_that_a_prediction_is_about_is_kept()
    {
        using (var log = Open())
        {
            await using var host = await TestHost.Start(o => o with { PredictionLog = log });
            (await host.Post("/models/churn/predict", $"{{\"rows\":[{TestHost.ChurnRow}],\"unit\":\"müller\"}}")).Is(200);
            (await host.Post("/models/churn/predict", TestHost.ChurnRow)).Is(200);
        }

        Assert.Equal(["müller", null], PredictionLogReader.Read(_folder).Select(r => r.Unit));
    }

    // A machine that loses power keeps pages of an open segment in any order.
    [Fact]
    public async Task An_open_segment_is_read_up_to_what_is_not_whole()
    {
        using (var log = Open())
        {
            await using var host = await TestHost.Start(o => o with { PredictionLog = log });
            for (var i = 0; i < 3; i++) (await host.Post("/models/churn/predict", TestHost.ChurnRow)).Is(200);
            var open = Assert.Single(Directory.GetFiles(_folder));
            Assert.EndsWith(".open", open, StringComparison.Ordinal);
            Assert.Equal(3, PredictionLogReader.Read(_folder).Count());
            File.Copy(open, Path.Combine(_folder, "copy"));
        }
        var bytes = await File.ReadAllBytesAsync(Path.Combine(_folder, "copy"), TestContext.Current.CancellationToken);
        var closed = Assert.Single(Directory.GetFiles(_folder, "*.plog"));
        bytes[new FileInfo(closed).Length - 1] ^= 1;
        await File.WriteAllBytesAsync(closed + ".open", bytes, TestContext.Current.CancellationToken);
        File.Delete(closed);

        Assert.Equal(2, PredictionLogReader.Read(_folder).Count());
    }

    [Fact]
    public async Task A_record_larger_than_a_segment_gets_one_that_it_fills()
    {
        using (var log = Open(o => o with { SegmentBytes = 1000 }))
        {
            await using var host = await TestHost.Start(o => o with { PredictionLog = log });
            var rows = string.Join(',', Enumerable.Repeat(TestHost.ChurnRow, 500));
            for (var i = 0; i < 2; i++) (await host.Post("/models/churn/predict", $"{{\"rows\":[{rows}]}}")).Is(200);
        }

        Assert.Equal([500, 500], PredictionLogReader.Read(_folder).Select(r => r.Rows));
        Assert.Equal(2, Directory.GetFiles(_folder, "*.plog").Length);
    }

    [Fact]
    public async Task A_sample_keeps_about_its_share()
    {
        using var log = Open(o => o with { Sample = 0.25 });
        await using var host = await TestHost.Start(o => o with { PredictionLog = log });
        for (var i = 0; i < 400; i++) (await host.Post("/models/churn/predict", TestHost.ChurnRow)).Is(200);

        // Four standard deviations around 100.
        Assert.InRange(PredictionLogReader.Read(_folder).Count(), 65, 135);
    }

    [Fact]
    public async Task The_oldest_closed_segments_make_room()
    {
        using (var log = Open(o => o with { SegmentBytes = 2000 }))
        {
            await using var host = await TestHost.Start(o => o with { PredictionLog = log });
            for (var i = 0; i < 60; i++) (await host.Post("/models/churn/predict", TestHost.ChurnRow)).Is(200);
        }
        var before = Directory.GetFiles(_folder).Order(StringComparer.Ordinal).ToList();

        Open(o => o with { MaxBytes = 5000 }).Dispose();

        Assert.InRange(Directory.GetFiles(_folder).Sum(f => new FileInfo(f).Length), 1, 5000);
        Assert.Equal(before[^1], Directory.GetFiles(_folder).Order(StringComparer.Ordinal).Last());
    }

    PredictionRecorder Open(Func<PredictionLogOptions, PredictionLogOptions>? change = null) =>
        PredictionRecorder.Open(_folder, (change ?? (o => o))(new PredictionLogOptions { Budget = TimeSpan.FromSeconds(10) }), NullLogger.Instance);
}
