namespace Rondo.Engine.Expressions.Kernels;

/// <summary>SQL's three values: false wins over missing in 'and'; true wins over missing in 'or'.</summary>
sealed class AndOrKernel(Workspace workspace, Kernel left, Kernel right, bool isOr) : Kernel(workspace, ValueKind.Boolean)
{
    protected override void Compute(int start, int count)
    {
        left.Run(start, count);
        right.Run(start, count);
        var winner = isOr ? 1L : 0L;
        for (var i = 0; i < count; i++)
        {
            var won = !left.Missing[i] && left.Longs[i] == winner || !right.Missing[i] && right.Longs[i] == winner;
            Longs[i] = won ? winner : 1 - winner;
            Missing[i] = !won && (left.Missing[i] || right.Missing[i]);
        }
    }
}

sealed class IsMissingKernel(Workspace workspace, Kernel argument) : Kernel(workspace, ValueKind.Boolean)
{
    protected override void Compute(int start, int count)
    {
        argument.Run(start, count);
        Missing.AsSpan(0, count).Clear();
        if (argument.Kind == ValueKind.Double)
            for (var i = 0; i < count; i++) Longs[i] = double.IsNaN(argument.Doubles[i]) ? 1 : 0;
        else
            for (var i = 0; i < count; i++) Longs[i] = argument.Missing[i] ? 1 : 0;
    }
}

/// <summary>The first of two that is not missing. Texts of both have one pool.</summary>
sealed class CoalesceKernel : Kernel
{
    private readonly Kernel _first;
    private readonly Kernel _second;

    public CoalesceKernel(Workspace workspace, Kernel first, Kernel second)
        : base(workspace, first.Kind)
    {
        (_first, _second) = (first, second);
        Texts = first.Texts;
    }

    protected override void Compute(int start, int count)
    {
        _first.Run(start, count);
        _second.Run(start, count);
        if (Kind == ValueKind.Double)
        {
            for (var i = 0; i < count; i++) Doubles[i] = double.IsNaN(_first.Doubles[i]) ? _second.Doubles[i] : _first.Doubles[i];
            return;
        }
        for (var i = 0; i < count; i++)
        {
            var isMissing = _first.Missing[i];
            Longs[i] = isMissing ? _second.Longs[i] : _first.Longs[i];
            Missing[i] = isMissing && _second.Missing[i];
        }
    }
}

/// <summary>One of two by a condition; missing where the condition is. Texts of both have one pool.</summary>
sealed class IfKernel : Kernel
{
    private readonly Kernel _condition;
    private readonly Kernel _then;
    private readonly Kernel _else;

    public IfKernel(Workspace workspace, Kernel condition, Kernel then, Kernel otherwise)
        : base(workspace, then.Kind)
    {
        (_condition, _then, _else) = (condition, then, otherwise);
        Texts = then.Texts;
    }

    protected override void Compute(int start, int count)
    {
        _condition.Run(start, count);
        _then.Run(start, count);
        _else.Run(start, count);
        for (var i = 0; i < count; i++)
        {
            var chosen = _condition.Longs[i] != 0 ? _then : _else;
            if (Kind == ValueKind.Double)
            {
                Doubles[i] = _condition.Missing[i] ? double.NaN : chosen.Doubles[i];
                continue;
            }
            Longs[i] = chosen.Longs[i];
            Missing[i] = _condition.Missing[i] || chosen.Missing[i];
        }
    }
}
