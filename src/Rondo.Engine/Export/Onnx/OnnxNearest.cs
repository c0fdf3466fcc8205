using Rondo.Engine.Export.OpGraph;
using static Rondo.Engine.Export.Onnx.OnnxGraph;

namespace Rondo.Engine.Export.Onnx;

/// <summary>Nearest neighbours by distances to all rows, summed column by column as the model does, so that they are the same to the bit; of equal ones TopK takes the first.</summary>
sealed class OnnxNearest(OnnxGraph file, NeighborTables neighbors)
{
    private readonly int _rows = neighbors.Weights.Length;
    private readonly int _columns = neighbors.IsCategory.Length;

    /// <param name="asked">Shape: rows x columns.</param>
    /// <param name="columns">Takes columns out of a tensor.</param>
    public string Votes(string asked, Func<string, int[], string> columns)
    {
        var distances = file.Double(0);
        for (var j = 0; j < _columns; j++) distances = file.Add("Add", [distances, Distance(columns(asked, [j]), j)]);
        var top = file.Add("TopK", "", [distances, file.Ints(neighbors.Count)], 2, Attribute("axis", 1L), Attribute("largest", 0L), Attribute("sorted", 1L));
        var votes = file.Add("Gather", [file.Doubles(neighbors.Weights, _rows), top[1]], Attribute("axis", 0L));
        if (neighbors.ByDistance) votes = file.Add("Mul", [ByDistance(top[0], columns), votes]);
        var own = file.Add("Gather", [file.Doubles(neighbors.Votes, _rows, neighbors.Outputs), top[1]], Attribute("axis", 0L));
        var sums = file.Add("ReduceSum", [file.Add("Mul", [own, file.Add("Unsqueeze", [votes, file.Ints(2)])]), file.Ints(1)], Attribute("keepdims", 0L));
        return file.Add("Div", [sums, file.Add("ReduceSum", [votes, file.Ints(1)], Attribute("keepdims", 1L))]);
    }

    string Distance(string x, int column)
    {
        double[] values = [.. Enumerable.Range(0, _rows).Select(i => (double)neighbors.Rows[i * _columns + column])];
        var difference = file.Add("Sub", [file.Doubles(values, 1, _rows), x]);
        if (!neighbors.IsCategory[column]) return neighbors.IsManhattan ? file.Add("Abs", [difference]) : file.Add("Mul", [difference, difference]);
        var known = file.Add("Add", [file.Doubles([.. values.Select(v => v < 0 ? 0.0 : 1)], 1, _rows), file.Cast(file.Add("GreaterOrEqual", [x, file.Double(0)]), OnnxType.Double)]);
        return file.Add("Where", [file.Add("Equal", [difference, file.Double(0)]), file.Double(0), known]);
    }

    string ByDistance(string distances, Func<string, int[], string> columns)
    {
        var isThere = file.Add("Equal", [columns(distances, [0]), file.Double(0)]);
        var zero = file.Cast(file.Add("Equal", [distances, file.Double(0)]), OnnxType.Double);
        var inverse = file.Add("Div", [file.Double(1), neighbors.IsManhattan ? distances : file.Add("Sqrt", [distances])]);
        return file.Add("Where", [isThere, zero, inverse]);
    }
}
