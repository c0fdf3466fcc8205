namespace Rondo.Engine.Expressions.Kernels;

/// <summary>
/// A part of an expression bound to a table. It fills its own buffers, a batch at a time:
/// doubles with NaN for missing, or longs with a flag. A text is a long too: its code in <see cref="Texts"/>.
/// </summary>
abstract class Kernel
{
    private int _start = -1;

    protected Kernel(Workspace workspace, ValueKind kind)
    {
        Kind = kind;
        workspace.Add(this);
        if (kind == ValueKind.Double)
        {
            Doubles = workspace.RentDoubles();
            return;
        }
        Longs = workspace.RentLongs();
        Missing = workspace.RentFlags();
    }

    public ValueKind Kind { get; }

    public double[] Doubles { get; } = [];

    public long[] Longs { get; } = [];

    public bool[] Missing { get; } = [];

    /// <summary>What the codes mean; only for texts.</summary>
    public TextPool Texts { get; protected init; } = TextPool.Nothing;

    public virtual bool IsConstant => false;

    /// <summary>Fills the buffers for the rows from <paramref name="start"/> on, unless they are filled already.</summary>
    public void Run(int start, int count)
    {
        if (start == _start) return;
        Compute(start, count);
        _start = start;
    }

    /// <summary>Lets the next <see cref="Run"/> look again, for a row whose cells have changed.</summary>
    public void Forget()
    {
        _start = -1;
        Texts.Trim();
    }

    protected abstract void Compute(int start, int count);
}
