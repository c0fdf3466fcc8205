using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Export.Source;

namespace Rondo.Engine.Export.JavaScript;

/// <summary>How a graph's statements and tables look in JavaScript. Long tables are Base64: a third more than their bytes, where digits take three times as much.</summary>
sealed class JavaScriptDialect : ISourceDialect
{
    private const int ShortTable = 8;

    public string Number => "const";

    public string Variable => "let";

    public string Text => "const";

    public string Counter => "let";

    public string NoText => "null";

    public string NotANumber => "NaN";

    public string Infinity => "Infinity";

    public string Input(Field field) => field.Type switch
    {
        ColumnType.Text => $"rd_text(row[{Quoted(field.Name)}])",
        ColumnType.Date => $"rd_time(row[{Quoted(field.Name)}], 864e5, 1)",
        ColumnType.Timestamp or ColumnType.TimestampUtc => $"rd_time(row[{Quoted(field.Name)}], 1, 1e3)",
        _ => $"rd_number(row[{Quoted(field.Name)}])",
    };

    public string Quoted(string text) => JsonSerializer.Serialize(text, ExportJson.Default.String).Replace("</", "<\\/", StringComparison.Ordinal);

    public string Array(string name, int length) => string.Create(CultureInfo.InvariantCulture, $"const {name} = new Float64Array({length});");

    public string Array(string name, IEnumerable<string> numbers) => $"const {name} = [{string.Join(", ", numbers)}];";

    public string Row(string name, string table, string place, int width) =>
        string.Create(CultureInfo.InvariantCulture, $"const {name}_at = {place} * {width}, {name} = {table}.subarray({name}_at, {name}_at + {width});");

    public string Table(string name, IReadOnlyList<double> numbers) => $"const {name} = {Numbers(numbers)};\n";

    public string Texts(string name, IReadOnlyList<string?> texts) => $"const {name} = [{string.Join(",", texts.Select(text => text is null ? NoText : Quoted(text)))}];\n";

    public (string Declaration, string Expression) Lookup(string name, LookupOperation lookup, string text) =>
        ($"const {name} = new Map([{string.Join(",", lookup.Texts.Select(Quoted))}].map((text, place) => [text, place]));\n",
            $"{text} === null ? {Literal(lookup.Missing)} : ({name}.get({text}) ?? {Literal(lookup.Unlisted)})");

    public (string Declaration, string Statement) Trees(string name, TreeTables trees, string features, string sums)
    {
        var packed = PackedTrees.Of(trees);
        var declaration = string.Create(CultureInfo.InvariantCulture, $"const {name} = rd_unpack({trees.Roots.Length}, {trees.Width}, {Bytes(packed.Shape)}, [{string.Join(",", packed.Features)}], [{string.Join(",", packed.Counts)}], {Singles(packed.Thresholds)}, {Shorts(packed.Splits)}, {Shorts(packed.Leaves)}, {Singles(packed.Values)});\n");
        if (trees.HasSets) declaration += $"const {name}_sets = new Uint32Array(rd_bytes(\"{Convert.ToBase64String(MemoryMarshal.AsBytes<uint>([.. trees.Sets.SelectMany(s => s)]))}\"));\n";
        return (declaration, string.Create(CultureInfo.InvariantCulture, $"rd_trees({features}, {name}, {name}.roots, {trees.Roots.Length}, {name}.values, {trees.Width}, {(trees.HasSets ? name + "_sets" : "null")}, {trees.SetWords}, {sums}, {trees.Outputs});"));
    }

    public (string Declaration, string Statement) Nearest(string name, NeighborTables neighbors, string asked, string votes)
    {
        var declaration = $"const {name}_rows = {Singles(neighbors.Rows)};\nconst {name}_kinds = [{string.Join(",", neighbors.IsCategory.Select(c => c ? "1" : "0"))}];\n"
            + $"const {name}_votes = {Numbers(neighbors.Votes)};\nconst {name}_weights = {Numbers(neighbors.Weights)};\n";
        var statement = string.Create(CultureInfo.InvariantCulture, $"rd_nearest({asked}, {name}_rows, {name}_kinds, {neighbors.Weights.Length}, {neighbors.IsCategory.Length}, {name}_votes, {name}_weights, {neighbors.Outputs}, {neighbors.Count}, {(neighbors.IsManhattan ? 1 : 0)}, {(neighbors.ByDistance ? 1 : 0)}, [], [], {votes});");
        return (declaration, statement);
    }

    static string Numbers(IReadOnlyList<double> numbers)
    {
        if (numbers.Count <= ShortTable) return $"Float64Array.of({string.Join(",", numbers.Select(Literal))})";
        if (numbers.All(n => n is >= 0 and <= 255 && n == Math.Floor(n) && !double.IsNegative(n))) return Bytes([.. numbers.Select(n => (byte)n)]);
        if (numbers.All(n => double.IsNaN(n) || (float)n == n)) return Singles([.. numbers.Select(n => (float)n)]);
        return $"new Float64Array(rd_bytes(\"{Convert.ToBase64String(MemoryMarshal.AsBytes<double>([.. numbers]))}\"))";
    }

    static string Singles(float[] numbers) => numbers.Length == 0 ? "[]" : $"new Float32Array(rd_bytes(\"{Convert.ToBase64String(MemoryMarshal.AsBytes<float>(numbers))}\"))";

    static string Bytes(byte[] bytes) => $"new Uint8Array(rd_bytes(\"{Convert.ToBase64String(bytes)}\"))";

    // As narrow as the largest allows.
    static string Shorts(int[] numbers)
    {
        if (numbers.Length == 0) return "null";
        var most = numbers.Max();
        if (most > ushort.MaxValue) return $"new Uint32Array(rd_bytes(\"{Convert.ToBase64String(MemoryMarshal.AsBytes<int>(numbers))}\"))";
        var bytes = new byte[numbers.Length * 2];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)numbers[i]);
        return $"new Uint16Array(rd_bytes(\"{Convert.ToBase64String(bytes)}\"))";
    }

    static string Literal(double number) => double.IsNaN(number) ? "NaN" : double.IsInfinity(number) ? number > 0 ? "Infinity" : "-Infinity" : number.ToString("R", CultureInfo.InvariantCulture);
}
