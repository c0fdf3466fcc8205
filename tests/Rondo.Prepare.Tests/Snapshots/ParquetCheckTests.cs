using System.Text;
using Rondo.Engine.Data;
using Rondo.Prepare.Snapshots;

namespace Rondo.Prepare.Tests.Snapshots;

public sealed class ParquetCheckTests : IDisposable
{
    const int Rows = 5000;

    readonly string _folder = Directory.CreateTempSubdirectory("rondo-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_as_it_was_written_has_no_difference() => Assert.Null(Check(Enumerable.Range(0, Rows).Select(i => $"id {i}")));

    [Fact]
    public void A_text_of_another_row_is_found() => Assert.Equal(4000, Check(Enumerable.Range(0, Rows).Select(i => $"id {(i < 4000 ? i : i - 3000)}")));

    [Fact]
    public void A_missing_text_is_found() => Assert.Equal(17, Check(Enumerable.Range(0, Rows).Select(i => i == 17 ? null : $"id {i}")));

    [Theory]
    [InlineData(Rows - 1, Rows - 1)]
    [InlineData(Rows + 1, Rows)]
    public void Rows_too_few_and_too_many_are_found(int written, int at) => Assert.Equal(at, Check(Enumerable.Range(0, written).Select(i => $"id {i}")));

    long? Check(IEnumerable<string?> ids)
    {
        var path = Path.Combine(_folder, "ids.parquet");
        TableWriter.Write(Table.Of(("id", TextColumn.From([.. ids]))), path, TestContext.Current.CancellationToken);
        return ParquetCheck.FirstDifference(path, "id", Rows, (row, target) => Encoding.UTF8.GetBytes($"id {row}", target), TestContext.Current.CancellationToken);
    }
}
