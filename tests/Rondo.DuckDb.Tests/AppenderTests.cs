using System.Text;

namespace Rondo.DuckDb.Tests;

public sealed class AppenderTests
{
    [Fact]
    public void Columns_go_in_and_come_out_again()
    {
        using var database = new Database();
        database.Connection.Execute("CREATE TABLE t (i BIGINT, d DOUBLE, b BOOLEAN, s VARCHAR)");
        const int Rows = 10_000;

        using (var appender = database.Connection.Append("t"))
        {
            for (var start = 0; start < Rows; start += Appender.ChunkRows)
            {
                var count = Math.Min(Appender.ChunkRows, Rows - start);
                for (var row = 0; row < count; row++)
                {
                    var i = start + row;
                    appender[0].Values<long>()[row] = i;
                    appender[1].Values<double>()[row] = i / 2.0;
                    appender[2].Values<bool>()[row] = i % 2 == 0;
                    if (i % 5 == 0) appender[3].SetMissing(row);
                    else appender[3].SetBytes(row, Encoding.UTF8.GetBytes(TextOf(i)));
                }
                appender.AppendChunk(count);
            }
            appender.Complete();
        }

        using var result = database.Connection.Query("SELECT * FROM t");
        var next = 0;
        foreach (var chunk in result.Chunks())
        {
            for (var row = 0; row < chunk.RowCount; row++, next++)
            {
                Assert.Equal(next, chunk[0].Values<long>()[row]);
                Assert.Equal(next / 2.0, chunk[1].Values<double>()[row]);
                Assert.Equal(next % 2 == 0, chunk[2].Values<bool>()[row]);
                Assert.Equal(next % 5 == 0 ? null : TextOf(next), chunk[3].Text(row));
            }
        }
        Assert.Equal(Rows, next);
    }

    [Fact]
    public void An_append_that_is_given_up_leaves_nothing()
    {
        using var database = new Database();
        database.Connection.Execute("CREATE TABLE t (i BIGINT)");

        using (var appender = database.Connection.Append("t"))
        {
            appender[0].Values<long>()[0] = 1;
            appender.AppendChunk(1);
        }

        Assert.Equal(0, database.Scalar<long>("SELECT count(*) FROM t"));
    }

    [Fact]
    public void A_broken_constraint_is_reported()
    {
        using var database = new Database();
        database.Connection.Execute("CREATE TABLE t (i BIGINT NOT NULL)");
        using var appender = database.Connection.Append("t");
        appender[0].SetMissing(0);

        var error = Assert.Throws<DuckDbException>(() =>
        {
            appender.AppendChunk(1);
            appender.Complete();
        });

        Assert.Contains("NOT NULL", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_is_not_there_is_named()
    {
        using var database = new Database();

        Assert.Contains("nowhere", Assert.Throws<DuckDbException>(() => database.Connection.Append("nowhere")).Message, StringComparison.Ordinal);
    }

    static string TextOf(int i) => i % 7 == 0 ? $"a longer text, number {i}, with ümläuts" : $"t{i}";
}
