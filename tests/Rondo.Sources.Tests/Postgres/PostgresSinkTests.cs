using Rondo.Deploy.Batch;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Sinks.Postgres;
using Rondo.Tests.Shared.Postgres;

namespace Rondo.Sources.Tests.Postgres;

/// <summary>Batch jobs into a table: each row exactly once, whenever the job dies.</summary>
public sealed class PostgresSinkTests
{
    const int PieceRows = 50;
    const int Pieces = 4;

    [Fact]
    public void A_table_that_is_absent_is_made_and_filled()
    {
        var database = PostgresServer.NewDatabase("SELECT 1");

        Write(database, Job());

        Assert.Equal(PieceRows * Pieces, Count(database));
        Assert.Equal(["id text", "prediction double precision", "label text", "on_day date", "at timestamp with time zone", "prediction_id text"],
            Ask(database, "SELECT attname || ' ' || format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = 'scores'::regclass AND attnum > 0 ORDER BY attnum"));
        Assert.Equal(["a,\"b\"\nü 7|10.5|yes|1970-01-08|2023-11-14 22:13:27+00"], Ask(database, $"SELECT concat_ws('|', id, prediction, label, on_day, at AT TIME ZONE 'UTC' || '+00') FROM scores WHERE prediction_id = '{Job().IdOf(7)}'"));
        Assert.Equal(["5"], Ask(database, "SELECT count(*) - count(prediction) FROM scores"));
        Assert.Equal(["Infinity"], Ask(database, $"SELECT prediction FROM scores WHERE prediction_id = '{Job().IdOf(3)}'"));
    }

    [Fact]
    public void A_job_that_breaks_off_anywhere_leaves_each_row_once()
    {
        var database = PostgresServer.NewDatabase("SELECT 1");
        for (var committed = 0; committed <= Pieces; committed++)
        {
            using (var output = Open(database, Job()))
            {
                for (var piece = 0; piece < Pieces; piece++)
                {
                    WritePiece(output, Job(), piece);
                    if (piece == committed - 1) output.Commit(default);
                }
            }
            Assert.Equal(committed * PieceRows, Count(database));

            Write(database, Job());

            Assert.Equal(PieceRows * Pieces, Count(database));
            PostgresServer.Execute(database, "DROP TABLE scores; DROP TABLE rondo_batch");
        }
    }

    [Fact]
    public void What_is_written_but_not_committed_is_never_seen()
    {
        var database = PostgresServer.NewDatabase("SELECT 1");
        using var output = Open(database, Job());
        WritePiece(output, Job(), 0);
        Assert.Equal(0, Count(database));

        output.Commit(default);

        Assert.Equal((PieceRows, (long)PieceRows), (Count(database), output.Committed));
    }

    [Fact]
    public void A_job_that_is_done_replaces_its_own_rows_and_leaves_those_of_others()
    {
        var database = PostgresServer.NewDatabase("SELECT 1");
        Write(database, Job());
        Write(database, Job());
        Assert.Equal(PieceRows * Pieces, Count(database));

        Write(database, Job() with { Data = "tomorrow's" });

        Assert.Equal(2 * PieceRows * Pieces, Count(database));
    }

    [Fact]
    public void Rows_of_a_job_that_another_one_supersedes_go_with_its_first_rows()
    {
        var database = PostgresServer.NewDatabase("SELECT 1");
        using (var output = Open(database, Job()))
        {
            WritePiece(output, Job(), 0);
            output.Commit(default);
        }
        var next = new BatchJob("m@2", "h2", "d", "f");

        using (var output = Open(database, next)) Assert.Equal((0L, "it was for m@1, and this is m@2"), (output.Committed, output.Anew));
        Assert.Equal(PieceRows, Count(database));
        Write(database, next);

        Assert.Equal((PieceRows * Pieces).ToString(System.Globalization.CultureInfo.InvariantCulture), Assert.Single(Ask(database, $"SELECT count(*) FROM scores WHERE prediction_id LIKE '{next.IdPrefix}%'")));
        Assert.Equal(PieceRows * Pieces, Count(database));
    }

    [Fact]
    public void A_table_of_other_columns_is_refused_column_by_column()
    {
        var database = PostgresServer.NewDatabase("CREATE TABLE scores (id integer, label varchar(9), on_day date, at timestamptz, prediction_id text, who text NOT NULL, made timestamptz NOT NULL DEFAULT now())");

        var fault = Assert.Throws<RondoException>(() => Open(database, Job()));

        Assert.Equal(["wrong_type id", "missing_column prediction", "unknown_column who"], fault.Mistakes.Select(m => $"{m.Code} {m.Field}"));
    }

    [Fact]
    public void A_table_of_a_schema_with_columns_of_its_own_is_filled()
    {
        var database = PostgresServer.NewDatabase("CREATE SCHEMA crm; CREATE TABLE crm.\"Scores 1\" (made timestamptz NOT NULL DEFAULT now(), id varchar(40), prediction real, label text, on_day date, at timestamptz, prediction_id text)");

        Write(database, Job(), table: "crm.Scores 1");

        Assert.Equal(["200"], Ask(database, "SELECT count(*) FROM crm.\"Scores 1\" WHERE made IS NOT NULL"));
    }

    [Fact]
    public void One_table_is_written_by_one_job_at_a_time()
    {
        var database = PostgresServer.NewDatabase("SELECT 1");
        using var output = Open(database, Job());

        Assert.Equal("output_busy", Assert.Throws<RondoException>(() => Open(database, Job())).Mistakes[0].Code);
    }

    [Theory]
    [InlineData("", "missing_table")]
    [InlineData("?query=SELECT 1", "bad_address")]
    [InlineData("?tabel=x", "unknown_parameter")]
    public void An_address_without_a_table_is_refused(string parameters, string code)
    {
        var target = new BatchTarget($"postgres://u:verysecret@127.0.0.1:1/b{parameters}", "", Job(), Columns()) { StateFolder = "" };

        var mistake = Assert.Throws<RondoException>(() => new PostgresSink().Open(target, default)).Mistakes[0];

        Assert.Equal(code, mistake.Code);
        Assert.DoesNotContain("verysecret", mistake.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_shows_no_password()
    {
        var database = PostgresServer.NewDatabase("SELECT 1").Replace("rondo:", "nobody:", StringComparison.Ordinal);

        var mistake = Assert.Throws<RondoException>(() => Open(database, Job())).Mistakes[0];

        Assert.DoesNotContain(PostgresServer.Password, mistake.ToString(), StringComparison.Ordinal);
    }

    static BatchJob Job() => new("m@1", "h", "d", "f");

    static Schema Columns() => PredictedRows.SchemaOf(Piece(Job(), 0).Columns.Schema);

    static IBatchOutput Open(string database, BatchJob job, string table = "scores") =>
        new PostgresSink().Open(new BatchTarget($"{database}?table={table}", "", job, Columns()) { StateFolder = "" }, default);

    static void Write(string database, BatchJob job, string table = "scores")
    {
        using var output = Open(database, job, table);
        for (var piece = (int)(output.Committed / PieceRows); piece < Pieces; piece++)
        {
            WritePiece(output, job, piece);
            if (piece % 2 == 0) output.Commit(default);
        }
        output.Complete(default);
    }

    static void WritePiece(IBatchOutput output, BatchJob job, int piece)
    {
        var rows = Piece(job, piece);
        output.Write(rows, output.Encode(rows), default);
    }

    static PredictedRows Piece(BatchJob job, int piece)
    {
        int[] rows = [.. Enumerable.Range(piece * PieceRows, PieceRows)];
        return new PredictedRows(job, rows[0], Table.Of(
            ("id", TextColumn.From([.. rows.Select(i => $"a,\"b\"\nü {i}")])),
            ("prediction", new DoubleColumn([.. rows.Select(i => i == 3 ? double.PositiveInfinity : i % 40 == 2 ? double.NaN : 1.5 * i)])),
            ("label", TextColumn.From([.. rows.Select(i => i % 2 == 1 ? "yes" : "no")])),
            ("on_day", new IntegerColumn(ColumnType.Date, [.. rows.Select(i => (long)i)])),
            ("at", new IntegerColumn(ColumnType.TimestampUtc, [.. rows.Select(i => 1_700_000_000_000_000 + (i * 1_000_000L))]))));
    }

    static int Count(string database) => int.Parse(Assert.Single(Ask(database, "SELECT count(*) FROM scores")), System.Globalization.CultureInfo.InvariantCulture);

    static List<string> Ask(string database, string sql)
    {
        using var connection = PostgresServer.Connect(database);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        return rows;
    }
}
