using Microsoft.Data.Sqlite;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Batch;
using Rondo.Lifecycle.Tests.Store;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Tests.Batch;

public sealed class BatchScoringTests : IDisposable
{
    // Several pieces, in text too.
    const int Rows = 250_000;

    readonly TestWorkspace _workspace = new();
    readonly List<string> _said = [];

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("rows.csv", 1)]
    [InlineData("rows.jsonl", 2)]
    [InlineData("rows.parquet", 3)]
    public void Pieces_are_predicted_as_the_whole_table_is(string name, int threads)
    {
        var model = BatchModel.Of();
        TableWriter.Write(BatchModel.Data(Rows), PathOf(name));

        var result = Run(name, "out.parquet", request => request with { Threads = threads });

        Assert.Equal((Rows, 0L), (result.Rows, result.Before));
        var written = Read("out.parquet");
        Assert.Equal(["id", "prediction", "probability_no", "probability_yes", "prediction_id"], written.Schema.Fields.Select(f => f.Name));
        var expected = model.Pipeline.Predict(BatchModel.Rows(Rows));
        for (var row = 0; row < Rows; row += 997)
        {
            Assert.Equal($"customer,{row}", ((TextColumn)written["id"])[row]);
            Assert.Equal(expected.Classes[expected.ClassOf(row)], ((TextColumn)written["prediction"])[row]);
            Assert.Equal(expected.Row(row)[1], ((DoubleColumn)written["probability_yes"]).Values[row]);
        }
        Assert.Equal(Rows, ((TextColumn)written["prediction_id"]).Dictionary.Distinct().Count());
        Assert.False(Directory.EnumerateFileSystemEntries(Path.Combine(_workspace.Workspace.Folder, "batch")).Any());
    }

    [Fact]
    public void Ids_are_those_of_the_model_and_the_rows_whatever_the_output_and_the_files_name()
    {
        TableWriter.Write(BatchModel.Data(90), PathOf("rows.csv"));
        File.Copy(PathOf("rows.csv"), PathOf("renamed.csv"));
        TableWriter.Write(BatchModel.Data(91), PathOf("more.csv"));

        string IdOf(string data, string output, int number = 1)
        {
            Run(data, output, number: number);
            return ((TextColumn)Read(output)["prediction_id"])[3]!;
        }

        var id = IdOf("rows.csv", "a.csv");
        Assert.Equal(id, IdOf("renamed.csv", "b.jsonl"));
        Assert.NotEqual(id, IdOf("more.csv", "c.csv"));
        Assert.NotEqual(id, IdOf("rows.csv", "d.csv", number: 2));
        Assert.Matches("^[0-9a-f]{32}$", id);
    }

    [Fact]
    public void A_job_that_was_stopped_goes_on_to_the_file_of_one_that_was_not()
    {
        TableWriter.Write(BatchModel.Data(Rows), PathOf("rows.csv"));
        Run("rows.csv", "whole.csv");
        using var stop = new CancellationTokenSource();
        var stopped = new BatchRequest(PathOf("rows.csv"), PathOf("out.csv")) { Threads = 1, Say = _said.Add };
        // The notice that a job goes on comes before its first row.
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => BatchScoring.Run(_workspace.Workspace, BatchModel.Of(), stopped, stop.Token));
        Truncated("whole.csv", "out.csv", rows: BreakAt("rows.csv"));
        var result = Run("rows.csv", "out.csv");

        Assert.Equal((Rows, (long)BreakAt("rows.csv")), (result.Rows, result.Before));
        Assert.Contains(_said, said => said.StartsWith("goes on after", StringComparison.Ordinal));
        Assert.Equal(File.ReadAllBytes(PathOf("whole.csv")), File.ReadAllBytes(PathOf("out.csv")));
    }

    [Fact]
    public void Rows_that_changed_are_scored_anew()
    {
        TableWriter.Write(BatchModel.Data(Rows), PathOf("rows.csv"));
        Run("rows.csv", "whole.csv");
        Truncated("whole.csv", "out.csv", rows: BreakAt("rows.csv"));
        TableWriter.Write(BatchModel.Data(Rows - 1), PathOf("rows.csv"));

        var result = Run("rows.csv", "out.csv");

        Assert.Equal((Rows - 1, 0L), (result.Rows, result.Before));
        Assert.Contains("begins anew: the rows have changed", _said);
    }

    [Fact]
    public void Who_wants_it_begins_anew()
    {
        TableWriter.Write(BatchModel.Data(Rows), PathOf("rows.csv"));
        Run("rows.csv", "whole.csv");
        Truncated("whole.csv", "out.csv", rows: BreakAt("rows.csv"));

        Assert.Equal(0, Run("rows.csv", "out.csv", request => request with { IsAnew = true }).Before);
    }

    [Fact]
    public void A_job_from_a_database_goes_on_with_the_rows_that_it_began_with()
    {
        Sqlite("CREATE TABLE r (id TEXT, a INTEGER, b REAL); INSERT INTO r VALUES ('x', 1, 2.5), ('y', 6, NULL), ('z', NULL, 0)");
        Run("rows.db", "whole.jsonl");
        // The output can't be written: the job breaks off when it has read its rows.
        Directory.CreateDirectory(PathOf("out.jsonl"));
        Assert.Throws<RondoException>(() => Run("rows.db", "out.jsonl"));
        Directory.Delete(PathOf("out.jsonl"));
        Sqlite("INSERT INTO r VALUES ('later', 1, 1)");

        Assert.Equal(3, Run("rows.db", "out.jsonl").Rows);
        Assert.Contains(_said, said => said.StartsWith("goes on with the rows that were read at", StringComparison.Ordinal));
        Assert.Equal(File.ReadAllText(PathOf("whole.jsonl")), File.ReadAllText(PathOf("out.jsonl")));
        Assert.Equal(4, Run("rows.db", "out.jsonl").Rows);
    }

    [Fact]
    public void Objects_may_leave_out_what_they_have_no_value_for_but_not_all_of_them()
    {
        File.WriteAllText(PathOf("some.jsonl"), """{"id":"x","a":1}""" + "\n" + """{"b":2.5,"id":"y"}""" + "\n");
        File.WriteAllText(PathOf("none.jsonl"), """{"id":"x","a":1}""" + "\n");

        Assert.Equal(2, Run("some.jsonl", "p.csv").Rows);
        var mistake = Assert.Throws<RondoException>(() => Run("none.jsonl", "n.csv")).Mistakes[0];

        Assert.Equal(("missing_column", "b"), (mistake.Code, mistake.Field));
        Assert.False(File.Exists(PathOf("n.csv")) || File.Exists(PathOf("n.csv.partial")));
    }

    [Fact]
    public void A_column_of_a_similar_name_is_named()
    {
        File.WriteAllText(PathOf("rows.csv"), "id,a,bb\nx,1,2\n");

        var mistake = Assert.Throws<RondoException>(() => Run("rows.csv", "p.csv")).Mistakes[0];

        Assert.Equal(("missing_column", "Did you mean 'bb'?"), (mistake.Code, mistake.Hint));
    }

    [Fact]
    public void A_key_with_the_name_of_a_result_is_refused()
    {
        var model = BatchModel.Of();
        var spec = System.Text.Json.JsonDocument.Parse("""{"name":"m","prepare":{"entity":"prediction"}}""").RootElement;
        File.WriteAllText(PathOf("rows.csv"), "prediction,a,b\nx,1,2\n");

        var fault = Assert.Throws<RondoException>(() => BatchScoring.Run(_workspace.Workspace, model with { Description = model.Description with { Spec = spec } }, new BatchRequest(PathOf("rows.csv"), PathOf("p.csv")), default));

        Assert.Equal("ambiguous_column", fault.Mistakes[0].Code);
    }

    string PathOf(string name) => Path.Combine(_workspace.Root, name);

    Table Read(string name) => SourceReader.Read(new SourceSpec(PathOf(name)));

    BatchResult Run(string data, string output, Func<BatchRequest, BatchRequest>? change = null, int number = 1)
    {
        var request = new BatchRequest(PathOf(data), PathOf(output)) { Threads = 2, Say = _said.Add };
        return BatchScoring.Run(_workspace.Workspace, BatchModel.Of(number), change?.Invoke(request) ?? request, CancellationToken.None);
    }

    // Where the first piece of the file ends.
    int BreakAt(string data) => new Rondo.Prepare.Sources.Csv.CsvSource().Pieces([PathOf(data)], new SourceOptions(), default).First().Rows;

    // What a killed process leaves: its partial file, of which more may be written than the progress says.
    void Truncated(string whole, string output, int rows)
    {
        var lines = File.ReadAllLines(PathOf(whole));
        File.WriteAllText(PathOf(output) + ".partial", string.Join('\n', lines.Take(rows + 5)));
        var bytes = System.Text.Encoding.UTF8.GetByteCount(string.Join('\n', lines.Take(rows + 1)) + "\n");
        var job = new Rondo.Deploy.Batch.BatchJob("m@1", "h", SourceFingerprint.OfContent([PathOf("rows.csv")]), "id text, prediction text, probability_no double, probability_yes double, prediction_id text");
        File.WriteAllBytes(PathOf(output) + ".progress", new Rondo.Deploy.Batch.BatchProgress(job, rows) { Bytes = bytes }.ToJson());
    }

    void Sqlite(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={PathOf("rows.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
