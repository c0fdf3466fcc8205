namespace Rondo.Engine.Expressions.Kernels;

/// <summary>
/// Any function that reads or makes texts. A result depends on the texts' codes alone, so it is worked out
/// once for each text, or pair of texts, and remembered.
/// </summary>
sealed class TextKernel : Kernel
{
    const long Unknown = long.MinValue + 1;

    private readonly TextFunction _function;
    private readonly Kernel[] _arguments;
    private readonly Kernel[] _varying;
    private readonly TextArguments _scratch;
    private readonly long _stride;
    private readonly long[]? _known;
    private readonly Dictionary<long, long>? _sparse;

    /// <param name="pool">Where new texts go when they share a pool with another kernel's.</param>
    public TextKernel(Workspace workspace, TextFunction function, ValueKind kind, Kernel[] arguments, TextPool? pool = null)
        : base(workspace, kind)
    {
        _function = function;
        _arguments = arguments;
        _varying = [.. arguments.Where(a => !a.IsConstant)];
        _scratch = new TextArguments(arguments.Length);
        var isRemembered = !workspace.IsRow && _varying.Length <= 2 && _varying.All(a => a.Kind == ValueKind.Text);
        var pairs = isRemembered ? _varying.Aggregate(1L, (n, a) => Math.Min(n * a.Texts.MaximumCount, int.MaxValue)) : int.MaxValue;
        if (kind == ValueKind.Text) Texts = pool ?? new TextPool(pairs);
        if (!isRemembered) return;
        _stride = _varying.Length == 0 ? 0 : Math.Max(1, _varying[0].Texts.MaximumCount);
        // A table of all pairs, unless the rows are too few to make it worth its memory.
        if (pairs > Math.Max(1024, workspace.Rows)) _sparse = [];
        else Array.Fill(_known = new long[Math.Max(1, pairs)], Unknown);
    }

    public override bool IsConstant => _varying.Length == 0;

    protected override void Compute(int start, int count)
    {
        foreach (var argument in _arguments) argument.Run(start, count);
        for (var i = 0; i < count; i++)
        {
            var value = IsAnyMissing(i) ? TextArguments.Missing : Value(i);
            if (Kind == ValueKind.Double)
            {
                Doubles[i] = value == TextArguments.Missing ? double.NaN : BitConverter.Int64BitsToDouble(value);
                continue;
            }
            Longs[i] = value;
            Missing[i] = value == TextArguments.Missing;
        }
    }

    bool IsAnyMissing(int row)
    {
        foreach (var argument in _arguments)
            if (argument.Kind == ValueKind.Double ? double.IsNaN(argument.Doubles[row]) : argument.Missing[row]) return true;
        return false;
    }

    long Value(int row)
    {
        if (_known is null && _sparse is null) return Call(row);
        var key = _varying.Length switch
        {
            0 => 0,
            1 => _varying[0].Longs[row],
            _ => _varying[0].Longs[row] + _stride * _varying[1].Longs[row],
        };
        if (_known is not null) return _known[key] == Unknown ? _known[key] = Call(row) : _known[key];
        if (!_sparse!.TryGetValue(key, out var value)) _sparse.Add(key, value = Call(row));
        return value;
    }

    long Call(int row)
    {
        for (var i = 0; i < _arguments.Length; i++)
        {
            var argument = _arguments[i];
            if (argument.Kind == ValueKind.Text) _scratch.Texts[i] = argument.Texts[argument.Longs[row]];
            else _scratch.Numbers[i] = argument.Kind == ValueKind.Double ? BitConverter.DoubleToInt64Bits(argument.Doubles[row]) : argument.Longs[row];
        }
        _scratch.Clear();
        var value = _function(_scratch);
        return Kind == ValueKind.Text && value != TextArguments.Missing ? Texts.Intern(_scratch.Result) : value;
    }
}
