using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Export;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

[Fitted("impute_knn")]
sealed class FittedImputeKnn(int neighbours, DonorWeights weights, ImmutableArray<DonorColumn> columns) : IFittedTransform, IReadable<FittedImputeKnn>
{
    // A few milliseconds of work: enough to be worth a thread's while, few enough to stop soon.
    private const int RowsInBlock = 64;

    public Table Apply(Table table) => Apply(table, 1, CancellationToken.None);

    public Table Apply(Table table, int threads, CancellationToken cancellation)
    {
        var positions = columns.Select(column => ColumnChoice.PositionOf(table, column.Name)).ToArray();
        var numbers = Array.ConvertAll(positions, position => Numbers.Of(table.Columns[position]));
        var filled = Array.ConvertAll(numbers, values => Array.Exists(values, double.IsNaN) ? (double[])values.Clone() : values);
        var rows = Enumerable.Range(0, table.RowCount).Where(row => Array.Exists(numbers, values => double.IsNaN(values[row]))).ToArray();
        WorkBlocks.Run(rows.Length, RowsInBlock, threads, (_, start, end) =>
        {
            var search = new DonorSearch(columns, neighbours, weights);
            for (var i = start; i < end; i++) search.Fill(numbers, filled, rows[i]);
        }, cancellation);
        var result = table.Schema.Fields.Select((f, i) => (f.Name, Column: table.Columns[i])).ToList();
        for (var j = 0; j < columns.Length; j++)
        {
            result[positions[j]] = (columns[j].Name, new DoubleColumn(filled[j]));
            if (columns[j].Indicates) result.Add((columns[j].IndicatorName, FittedImpute.WhereMissing(table.Columns[positions[j]])));
        }
        return Table.Of(result);
    }

    public LoweredTable Lower(LoweredTable table) => throw CannotExport.Because("impute_knn", ImputeKnn.WhyNotExported);

    public void Write(PipelineWriter writer)
    {
        writer.Int(neighbours);
        writer.Int((int)weights);
        writer.Int(columns.Length);
        foreach (var column in columns)
        {
            writer.Text(column.Name);
            writer.Double(column.Mean);
            writer.Bool(column.Indicates);
            writer.Doubles(column.Values);
        }
    }

    public static FittedImputeKnn Read(PipelineReader reader, int version)
    {
        var (neighbours, weights) = (reader.Int(), (DonorWeights)reader.Int());
        if (neighbours is < 1 or > 1000 || !Enum.IsDefined(weights)) throw PipelineReader.Damaged("its nearest neighbours cannot be counted");
        var columns = new DonorColumn[reader.Length(17)];
        for (var j = 0; j < columns.Length; j++)
        {
            columns[j] = new DonorColumn(reader.Text(), reader.Double(), reader.Bool(), reader.Doubles());
            if (columns[j].Values.Length != columns[0].Values.Length) throw PipelineReader.Damaged($"'{columns[j].Name}' has another number of rows to compare with");
        }
        return new FittedImputeKnn(neighbours, weights, [.. columns]);
    }
}
