using Rondo.Engine.Data;

namespace Rondo.Deploy.Batch;

/// <summary>A piece of a job's result. Each row's <c>prediction_id</c> follows from the job and the row, so it is not among the columns.</summary>
/// <param name="Job">Whose rows these are.</param>
/// <param name="Start">The number of the first row, from 0 on.</param>
/// <param name="Columns">Keys, <c>prediction</c>, and what else was asked for.</param>
public sealed record PredictedRows(BatchJob Job, long Start, Table Columns)
{
    public const string IdColumn = "prediction_id";

    public int Count => Columns.RowCount;

    /// <summary>The columns with the ids.</summary>
    public Table WithIds() => Columns.With(IdColumn, TextColumn.From([.. Enumerable.Range(0, Count).Select(row => Job.IdOf(Start + row))]));

    /// <summary>The columns that <see cref="WithIds"/> gives.</summary>
    public static Schema SchemaOf(Schema columns) => new([.. columns.Fields, new Field(IdColumn, ColumnType.Text)]);
}
