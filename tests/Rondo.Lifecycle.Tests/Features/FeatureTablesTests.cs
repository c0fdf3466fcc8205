using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Rondo.Deploy.Features;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Features;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Tests.Store;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Tests.Features;

public sealed class FeatureTablesTests : IDisposable
{
    readonly TestWorkspace _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_training_joined_as_of_a_time_is_what_a_look_up_finds_then(int seed)
    {
        var random = new Random(seed);
        var features = new StringBuilder("customer_id,updated_at,spend,plan\n");
        var times = Enumerable.Range(0, 400).Select(_ => (Entity: random.Next(25), Time: random.Next(500))).Distinct().OrderBy(_ => random.Next()).ToArray();
        foreach (var (entity, time) in times)
            features.Append(CultureInfo.InvariantCulture, $"{entity},{At(time)},{(random.Next(8) == 0 ? "" : random.Next(1000) / 8.0)},{(random.Next(8) == 0 ? "" : "plan " + random.Next(4))}\n");
        var labels = new StringBuilder("customer_id,seen_at,churned\n");
        foreach (var _ in Enumerable.Range(0, 300)) labels.Append(CultureInfo.InvariantCulture, $"{random.Next(28)},{At(random.Next(-20, 520))},{random.Next(2)}\n");
        var (featureFile, _) = (Write("features.csv", features.ToString()), Write("labels.csv", labels.ToString()));
        var spec = Write("rondo.yaml", """
            name: churn
            define: { target: churned }
            prepare:
              sources: { labels: labels.csv, features: features.csv }
              join: { base: labels, features: { on: customer_id, as_of: seen_at, time: updated_at } }
            """);

        var joined = DataReader.Read(_home.Workspace, SpecReader.Read(spec), new RunOptions()).Table;
        // Pushed in pieces, the newest first: late rows go where they belong.
        var rows = SourceReader.Read(new SourceSpec(featureFile), new SourceOptions());
        var tables = new FeatureTables(_home.Workspace);
        for (var start = 0; start < rows.RowCount; start += 90)
            tables.Push("customer_id", rows.Take([.. Enumerable.Range(start, Math.Min(90, rows.RowCount - start))]), "customer_id", "updated_at", kept: 1000);
        var table = new FeatureFolder(_home.Workspace.FeatureFolder, NullLogger.Instance, TimeProvider.System).Find("customer_id")!;

        var found = 0;
        for (var row = 0; row < joined.RowCount; row++)
        {
            var entity = ((IntegerColumn)joined["customer_id"]).Values[row].ToString(CultureInfo.InvariantCulture);
            var place = table.Find(entity, ((IntegerColumn)joined["seen_at"]).Values[row]);
            if (place is not null) found++;
            foreach (var name in (string[])["spend", "plan"])
                Assert.Equal(ValueOf(joined[name], row), place is { } p ? ValueOf(table.Rows[name], p.Row) : null);
        }
        Assert.InRange(found, 150, 299);
    }

    [Fact]
    public void Pushes_at_the_same_time_all_arrive_and_survive_a_restart()
    {
        Parallel.For(0, 8, n =>
        {
            using var again = _home.OpenAgain();
            for (var i = 0; i < 5; i++) new FeatureTables(again).Push("t", Row(n, i), "id", "time");
        });

        using var restarted = _home.OpenAgain();
        var table = new FeatureTables(restarted).Get("t");

        Assert.Equal((8, 40), (table.Entities, table.Rows.RowCount));
        Assert.Equal(["t"], new FeatureTables(restarted).Names);
    }

    [Fact]
    public void What_does_not_suit_is_refused_and_leaves_the_table_as_it_was()
    {
        var tables = new FeatureTables(_home.Workspace);
        tables.Push("t", Row(1, 1), "id", "time");

        Assert.Equal("features_differ", Refused(() => tables.Push("t", Row(1, 1), "value", "time")));
        Assert.Equal("unknown_column", Refused(() => tables.Push("t", Row(1, 1).With("more", new DoubleColumn([1])), "id", "time")));
        Assert.Equal("bad_arguments", Refused(() => tables.Push("../t", Row(1, 1), "id", "time")));
        Assert.Equal("bad_arguments", Refused(() => tables.Push("t", Row(1, 1), "id", "time", kept: 0)));
        Assert.Equal("unknown_features", Refused(() => tables.Get("other")));
        Assert.Equal(1, tables.Get("t").Rows.RowCount);
        Assert.True(tables.Drop("t"));
        Assert.False(tables.Drop("t"));
    }

    static string Refused(Action act) => Assert.Throws<RondoException>(act).Mistakes[0].Code;

    static Table Row(long id, long time) => Table.Of(
        ("id", new IntegerColumn(ColumnType.Int64, [id])), ("time", new IntegerColumn(ColumnType.Timestamp, [time])), ("value", new DoubleColumn([time])));

    static string At(int hours) => new DateTime(2026, 1, 1).AddHours(hours).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

    static object? ValueOf(Column column, int row) => column.IsMissing(row) ? null : column is DoubleColumn doubles ? doubles.Values[row] : column is TextColumn texts ? texts[row] : ((IntegerColumn)column).Values[row];

    string Write(string name, string text)
    {
        var path = Path.Combine(_home.Root, name);
        File.WriteAllText(path, text);
        return path;
    }
}
