using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Tests.Runs;

public sealed class DataReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-reader-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Several_sources_become_one_table_by_a_query()
    {
        Write("orders.csv", "id,customer,amount\n1,a,10\n2,b,20\n3,a,30\n");
        Write("customers.jsonl", """{"customer":"a","city":"Ulm"}""" + "\n" + """{"customer":"b","city":"Bonn"}""" + "\n");

        var read = Read("""
            sources: { orders: orders.csv, customers: customers.jsonl }
            query: SELECT city, sum(amount) AS total, count(*) AS y FROM orders JOIN customers USING (customer) GROUP BY city
            """);

        Assert.Equal(["city", "total", "y"], read.Table.Schema.Fields.Select(f => f.Name));
        Assert.Equal(["Bonn", "Ulm"], Texts(read.Table["city"]));
        Assert.False(read.IsCached);
        Assert.True(Read("""
            sources: { orders: orders.csv, customers: customers.jsonl }
            query: SELECT city, sum(amount) AS total, count(*) AS y FROM orders JOIN customers USING (customer) GROUP BY city
            """).IsCached);
    }

    [Fact]
    public void A_join_keeps_each_row_of_the_base_once_with_the_last_row_of_a_history()
    {
        Write("visits.csv", "id,at,y\na,2026-01-05,1\nb,2026-01-05,0\na,2026-01-01,1\n");
        Write("people.csv", "id,city\na,Ulm\nc,Bonn\n");
        Write("moods.csv", "id,at,mood\na,2026-01-02,good\na,2026-01-04,bad\na,2026-01-06,late\n");

        var table = Read("""
            sources: { visits: visits.csv, people: people.csv, moods: moods.csv }
            join: { base: visits, people: { on: id }, moods: { on: id, as_of: at } }
            order_by: [id, at]
            """).Table;

        Assert.Equal(["id", "at", "y", "mood", "city"], table.Schema.Fields.Select(f => f.Name));
        Assert.Equal([null, "bad", null], Texts(table["mood"]));
        Assert.Equal(["Ulm", "Ulm", null], Texts(table["city"]));
    }

    [Theory]
    [InlineData("query: SELEKT * FROM a", "bad_query", "prepare.query")]
    [InlineData("query: SELECT * FROM read_csv('a.csv')", "bad_query", "prepare.query")]
    [InlineData("query: COPY a TO 'b.csv'", "bad_query", "prepare.query")]
    [InlineData("join: { base: a, b: { on: z } }", "unknown_column", "prepare.join")]
    [InlineData("join: { base: a, b: { on: k } }", "join_multiplies_rows", "prepare.join")]
    public void What_cannot_be_put_together_is_a_mistake_of_the_file(string way, string code, string field)
    {
        Write("a.csv", "k,x\n1,2\n1,3\n");
        Write("b.csv", "k,w\n1,5\n1,6\n");

        var mistake = Assert.Single(Assert.Throws<RondoException>(() => Read($"sources: {{ a: a.csv, b: b.csv }}\n{way}")).Mistakes);

        Assert.Equal((code, field), (mistake.Code, mistake.Field));
        Assert.NotNull(mistake.Line);
        Assert.False(File.Exists(Path.Combine(_folder, "b.csv.tmp")));
    }

    [Fact]
    public void A_query_changes_the_snapshot_when_one_of_its_sources_does()
    {
        const string body = "sources: { a: a.csv, b: b.csv }\nquery: SELECT * FROM a JOIN b USING (k)";
        Write("a.csv", "k,x\n1,2\n");
        Write("b.csv", "k,w\n1,5\n");
        var before = Read(body);
        Write("b.csv", "k,w\n1,6\n");

        var after = Read(body);

        Assert.False(after.IsCached);
        Assert.NotEqual(before.DataHash, after.DataHash);
    }

    static IEnumerable<string?> Texts(Column column) => Enumerable.Range(0, column.Length).Select(row => ((TextColumn)column)[row]);

    void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    SourceTable Read(string prepare)
    {
        Write("rondo.yaml", $"define: {{ target: y }}\nprepare:\n  {prepare.Replace("\n", "\n  ", StringComparison.Ordinal)}\n");
        using var workspace = Workspace.Open(Path.Combine(_folder, ".rondo"));
        return DataReader.Read(workspace, SpecReader.Read(_folder), new RunOptions());
    }
}
