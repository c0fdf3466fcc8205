using System.Globalization;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols;
using Rondo.Deploy.Protocols.Native;
using Rondo.Deploy.Protocols.Rows;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Piped;

/// <summary>The form of rows that come one after the other, and of their predictions.</summary>
public enum RowForm
{
    /// <summary>Comma-separated text whose first line names the columns.</summary>
    Csv,

    /// <summary>One JSON object a line.</summary>
    JsonLines,
}

/// <summary>Predicts rows as they come in, and writes a line for each in the same form. Columns that the model doesn't have are passed over.</summary>
public sealed class RowPipe(ServedModel model, Stream output)
{
    // Long enough to see past a mark of the byte order and some empty lines.
    const int LongestLead = 256;

    readonly PredictionLines _lines = new(model, output);
    int[]? _order;

    /// <summary>Rows that were predicted.</summary>
    public long Rows { get; private set; }

    /// <param name="form">Null for what the first character says: rows in JSON begin with a brace.</param>
    /// <exception cref="RondoException">A row isn't one of the model's; the predictions of the blocks before it are written.</exception>
    public void Run(Stream input, RowForm? form = null, CancellationToken cancellation = default)
    {
        var blocks = new RecordBlocks(input);
        var lead = blocks.Peek(LongestLead);
        if (lead.IsEmpty && form is not RowForm.JsonLines) throw new RondoException("no_rows", "Nothing came in.", "Rows come with a line of column names before them, or as a JSON object a line.");
        var found = form ?? (lead.TrimStart("\uFEFF \t\r\n"u8) is [(byte)'{', ..] ? RowForm.JsonLines : RowForm.Csv);
        if (found == RowForm.Csv) _lines.Begin();
        while (blocks.Next(isQuoted: found == RowForm.Csv) is { IsEmpty: false } block)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = new RowTable(model, int.MaxValue, capacity: 1024) { PassesOver = true };
            try
            {
                Read(block, found, rows);
                Answer(rows, found, cancellation);
            }
            catch (ServingException e)
            {
                throw Explain(e);
            }
        }
        output.Flush();
    }

    void Read(ReadOnlySpan<byte> block, RowForm form, RowTable rows)
    {
        PredictionRequest.RequireUtf8(block);
        if (form == RowForm.Csv) CsvRows.Read(block, rows, ref _order);
        else PredictionRequest.ReadLines(Rows == 0 && block.StartsWith("\uFEFF"u8) ? block[3..] : block, rows);
    }

    void Answer(RowTable rows, RowForm form, CancellationToken cancellation)
    {
        var columns = rows.ToColumns();
        if (rows.Rows == 0) return;
        var predictions = model.Predict(columns, cancellation);
        Scoring.RequireFinite(predictions.Values, predictions.Outputs);
        _lines.Write(predictions, form);
        Rows += rows.Rows;
    }

    RondoException Explain(ServingException e) => e.Problems.Count == 0 ? new RondoException(e.Code, e.Message)
        : new RondoException(e.Problems.Select(p => new Mistake(e.Code, Words(p)) { Row = p.Row is { } row ? Rows + row + 1 : null, Field = p.Column }));

    // Rows of a file count from 1, over all of its blocks.
    string Words(Problem problem)
    {
        var place = problem.Row is { } row ? string.Create(CultureInfo.InvariantCulture, $"Row {Rows + row + 1}") : "The rows";
        return $"{place}{(problem.Column is { } column ? $", column '{column}'" : "")}: expected {problem.Expected}, got {problem.Got}.";
    }
}
