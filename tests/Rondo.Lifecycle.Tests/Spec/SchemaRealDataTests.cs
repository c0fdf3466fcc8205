using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Lifecycle.Spec;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Tests.Spec;

/// <summary>A schema of one part of a real set raises hardly a false alarm on another part.</summary>
public sealed class SchemaRealDataTests
{
    [Theory]
    // Twice all five rows of the rarest of five places, ISLAND, are on the other side.
    [InlineData("california_housing.csv", 2)]
    [InlineData("bike_sharing_hour.csv", 0)]
    [InlineData("titanic.csv", 0)]
    [InlineData("penguins.csv", 0)]
    [InlineData("iris.csv", 0)]
    public void Other_rows_of_the_same_set_keep_to_the_schema(string file, int expected)
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("RONDO_DATA") ?? "", file);
        Assert.SkipWhen(!File.Exists(path), $"The data set {file} (RONDO_DATA) is absent.");
        var table = SourceReader.Read(new SourceSpec(path));

        var alarms = new List<string>();
        for (var seed = 0UL; seed < 20; seed++)
        {
            var random = new CounterRandom(seed, "halves");
            var isFirst = Enumerable.Range(0, table.RowCount).ToLookup(row => random.Uniform((ulong)row) < 0.6);
            var schema = SchemaFile.Infer(table.Take([.. isFirst[true]]));
            alarms.AddRange(Alarms(schema, table.Take([.. isFirst[false]])));
            Assert.Empty(Alarms(schema, table.Take([.. isFirst[false].Where((_, i) => i % 4 == 0)])).Except(alarms));
        }
        Assert.True(alarms.Count == expected, string.Join("; ", alarms));
    }

    static IEnumerable<string> Alarms(SchemaFile schema, Table table)
    {
        try
        {
            schema.Enforce(table);
            return [];
        }
        catch (RondoException fault)
        {
            return fault.Mistakes.Select(m => $"{m.Code} {m.Field}");
        }
    }
}
