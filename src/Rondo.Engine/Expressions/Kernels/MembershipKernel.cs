namespace Rondo.Engine.Expressions.Kernels;

/// <summary>Whether a number, truth or time is one of some constants, by one look into a set however many they are.</summary>
sealed class MembershipKernel : Kernel
{
    private readonly Kernel _value;
    private readonly HashSet<double> _doubles = [];
    private readonly HashSet<long> _longs = [];
    private readonly bool _hasMissing;

    /// <param name="constants">Kernels of one value, which nobody else reads.</param>
    public MembershipKernel(Workspace workspace, Kernel value, IEnumerable<Kernel> constants)
        : base(workspace, ValueKind.Boolean)
    {
        _value = value;
        foreach (var constant in constants)
        {
            constant.Run(0, 1);
            if (IsMissing(constant, 0)) _hasMissing = true;
            else if (value.Kind == ValueKind.Double) _doubles.Add(constant.Doubles[0]);
            else _longs.Add(constant.Longs[0]);
        }
    }

    protected override void Compute(int start, int count)
    {
        _value.Run(start, count);
        for (var i = 0; i < count; i++)
        {
            var isFound = _value.Kind == ValueKind.Double ? _doubles.Contains(_value.Doubles[i]) : _longs.Contains(_value.Longs[i]);
            var isMissing = IsMissing(_value, i);
            Longs[i] = isFound && !isMissing ? 1 : 0;
            Missing[i] = isMissing || !isFound && _hasMissing;
        }
    }

    static bool IsMissing(Kernel kernel, int row) => kernel.Kind == ValueKind.Double ? double.IsNaN(kernel.Doubles[row]) : kernel.Missing[row];
}
