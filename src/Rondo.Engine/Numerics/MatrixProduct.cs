using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rondo.Engine.Numerics;

/// <summary>
/// Products of float32 matrices. Every element of the result is summed on its own, in the order of the inner index, each product
/// rounded before it is added: lanes hold different elements, so the bits are equal whatever the width of the CPU's vectors.
/// </summary>
public static unsafe class MatrixProduct
{
    // Eight sums at a time hide the latency of an addition and leave registers for their operands.
    private const int TileRows = 4;

    /// <summary>c += a b. Shapes: a m x k in any steps, b k x n and c m x n with columns side by side.</summary>
    public static void Add(MatrixView a, MatrixView b, MatrixView c)
    {
        Check(a, b, c);
        if (a.Rows == 0 || a.Columns == 0 || b.Columns == 0) return;
        fixed (float* left = a.Values, right = b.Values, sums = c.Values)
        {
            var product = new Operands(left, a.RowStep, a.ColumnStep, right, b.RowStep, sums, c.RowStep, a.Rows, a.Columns);
            var column = 0;
            if (Vector512.IsHardwareAccelerated) column = Panels<Vector512<float>, Lanes512>(product, column, b.Columns);
            column = Panels<Vector256<float>, Lanes256>(product, column, b.Columns);
            column = Panels<Vector128<float>, Lanes128>(product, column, b.Columns);
            Panels<float, Lane>(product, column, b.Columns);
        }
    }

    /// <summary>c += a b as the definition has it: the reference that <see cref="Add"/> equals bit for bit.</summary>
    public static void AddByDefinition(MatrixView a, MatrixView b, MatrixView c)
    {
        Check(a, b, c);
        for (var i = 0; i < c.Rows; i++)
            for (var j = 0; j < c.Columns; j++)
                for (var k = 0; k < a.Columns; k++)
                    c[i, j] += a[i, k] * b[k, j];
    }

    static void Check(MatrixView a, MatrixView b, MatrixView c)
    {
        if (a.Columns != b.Rows || a.Rows != c.Rows || b.Columns != c.Columns)
            throw new ArgumentException($"{a.Rows} x {a.Columns} times {b.Rows} x {b.Columns} does not give {c.Rows} x {c.Columns}.", nameof(c));
        if (b.ColumnStep != 1 || c.ColumnStep != 1) throw new ArgumentException("The columns have to lie side by side.", nameof(b));
    }

    /// <summary>All panels of two vectors' width from this column on; returns the first column that is left.</summary>
    static int Panels<TVector, TLanes>(in Operands product, int column, int columns)
        where TLanes : ILanes<TVector>
    {
        for (; column + 2 * TLanes.Count <= columns; column += 2 * TLanes.Count)
            for (var row = 0; row < product.Rows; row += TileRows) Tile<TVector, TLanes>(product, row, column);
        // One float is a panel of its own: two lanes of it would leave an odd column.
        if (TLanes.Count == 1 && column < columns)
            for (var row = 0; row < product.Rows; row++) Single(product, row, column);
        return column;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Tile<TVector, TLanes>(in Operands product, int row, int column)
        where TLanes : ILanes<TVector>
    {
        // Past the last row the last one is computed again: the same sums are stored twice.
        var last = product.Rows - 1;
        var (row1, row2, row3) = (Math.Min(row + 1, last), Math.Min(row + 2, last), Math.Min(row + 3, last));
        float* a0 = product.Left + row * product.LeftRow, a1 = product.Left + row1 * product.LeftRow;
        float* a2 = product.Left + row2 * product.LeftRow, a3 = product.Left + row3 * product.LeftRow;
        var sums = product.Sums + column;
        float* c0 = sums + row * product.SumsRow, c1 = sums + row1 * product.SumsRow;
        float* c2 = sums + row2 * product.SumsRow, c3 = sums + row3 * product.SumsRow;
        TVector s00 = TLanes.Load(c0), s01 = TLanes.Load(c0 + TLanes.Count), s10 = TLanes.Load(c1), s11 = TLanes.Load(c1 + TLanes.Count);
        TVector s20 = TLanes.Load(c2), s21 = TLanes.Load(c2 + TLanes.Count), s30 = TLanes.Load(c3), s31 = TLanes.Load(c3 + TLanes.Count);
        var b = product.Right + column;
        var (step, next, inner) = (product.LeftStep, product.RightRow, product.Inner);
        for (nint k = 0, at = 0; k < inner; k++, at += step, b += next)
        {
            TVector b0 = TLanes.Load(b), b1 = TLanes.Load(b + TLanes.Count);
            s00 = TLanes.AddProduct(s00, a0[at], b0);
            s01 = TLanes.AddProduct(s01, a0[at], b1);
            s10 = TLanes.AddProduct(s10, a1[at], b0);
            s11 = TLanes.AddProduct(s11, a1[at], b1);
            s20 = TLanes.AddProduct(s20, a2[at], b0);
            s21 = TLanes.AddProduct(s21, a2[at], b1);
            s30 = TLanes.AddProduct(s30, a3[at], b0);
            s31 = TLanes.AddProduct(s31, a3[at], b1);
        }
        TLanes.Store(s00, c0);
        TLanes.Store(s01, c0 + TLanes.Count);
        TLanes.Store(s10, c1);
        TLanes.Store(s11, c1 + TLanes.Count);
        TLanes.Store(s20, c2);
        TLanes.Store(s21, c2 + TLanes.Count);
        TLanes.Store(s30, c3);
        TLanes.Store(s31, c3 + TLanes.Count);
    }

    static void Single(in Operands product, int row, int column)
    {
        var sum = product.Sums[row * product.SumsRow + column];
        for (nint k = 0; k < product.Inner; k++)
            sum += product.Left[row * product.LeftRow + k * product.LeftStep] * product.Right[k * product.RightRow + column];
        product.Sums[row * product.SumsRow + column] = sum;
    }

    readonly struct Operands(float* left, nint leftRow, nint leftStep, float* right, nint rightRow, float* sums, nint sumsRow, int rows, int inner)
    {
        public float* Left { get; } = left;

        public nint LeftRow { get; } = leftRow;

        public nint LeftStep { get; } = leftStep;

        public float* Right { get; } = right;

        public nint RightRow { get; } = rightRow;

        public float* Sums { get; } = sums;

        public nint SumsRow { get; } = sumsRow;

        public int Rows { get; } = rows;

        public int Inner { get; } = inner;
    }

    interface ILanes<TVector>
    {
        static abstract int Count { get; }

        static abstract TVector Load(float* from);

        static abstract void Store(TVector vector, float* to);

        /// <summary>sum + factor * vector, in two roundings: a fused step would round once.</summary>
        static abstract TVector AddProduct(TVector sum, float factor, TVector vector);
    }

    readonly struct Lanes512 : ILanes<Vector512<float>>
    {
        public static int Count => 16;

        public static Vector512<float> Load(float* from) => Vector512.Load(from);

        public static void Store(Vector512<float> vector, float* to) => vector.Store(to);

        public static Vector512<float> AddProduct(Vector512<float> sum, float factor, Vector512<float> vector) => sum + Vector512.Create(factor) * vector;
    }

    readonly struct Lanes256 : ILanes<Vector256<float>>
    {
        public static int Count => 8;

        public static Vector256<float> Load(float* from) => Vector256.Load(from);

        public static void Store(Vector256<float> vector, float* to) => vector.Store(to);

        public static Vector256<float> AddProduct(Vector256<float> sum, float factor, Vector256<float> vector) => sum + Vector256.Create(factor) * vector;
    }

    readonly struct Lanes128 : ILanes<Vector128<float>>
    {
        public static int Count => 4;

        public static Vector128<float> Load(float* from) => Vector128.Load(from);

        public static void Store(Vector128<float> vector, float* to) => vector.Store(to);

        public static Vector128<float> AddProduct(Vector128<float> sum, float factor, Vector128<float> vector) => sum + Vector128.Create(factor) * vector;
    }

    readonly struct Lane : ILanes<float>
    {
        public static int Count => 1;

        public static float Load(float* from) => *from;

        public static void Store(float vector, float* to) => *to = vector;

        public static float AddProduct(float sum, float factor, float vector) => sum + factor * vector;
    }
}
