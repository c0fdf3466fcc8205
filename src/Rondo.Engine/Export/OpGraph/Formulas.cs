using Rondo.Engine.Numerics;

namespace Rondo.Engine.Export.OpGraph;

/// <summary>The functions of <see cref="Functions"/> and a few others as graphs of simpler ones, step by step in the same order, so that the bits are equal.</summary>
static class Formulas
{
    extension(Value x)
    {
        public Value Exp() => x.By(UnaryFunction.Exp);

        public Value Log() => x.By(UnaryFunction.Log);

        public Value Abs() => x.By(UnaryFunction.Abs);

        public Value Sqrt() => x.By(UnaryFunction.Sqrt);

        public Value Floor() => x.By(UnaryFunction.Floor);

        public Value Ceil() => x.By(UnaryFunction.Ceil);

        public Value ToSingle() => x.By(UnaryFunction.Single);

        public Value Minimum(Value y) => x.With(BinaryFunction.Minimum, y);

        public Value Maximum(Value y) => x.With(BinaryFunction.Maximum, y);

        public Value Clamp(Value low, Value high) => x.Maximum(low).Minimum(high);

        public Value Sigmoid()
        {
            var e = (-x.Abs()).Exp();
            return (x >= 0).Choose(1 / (1 + e), e / (1 + e)).UnlessMissing(x);
        }

        public Value Softmax()
        {
            var exponentials = (x - x.Reduce(Reduction.Maximum)).Exp();
            return exponentials / exponentials.Reduce(Reduction.Sum);
        }

        public Value Log1P()
        {
            var u = 1 + x;
            return u.Is(1).Choose(x, u.Is(double.PositiveInfinity).Choose(u, u.Log() * (x / (u - 1))));
        }

        public Value ExpM1()
        {
            var u = x.Exp();
            var difference = u - 1;
            return u.Is(1).Choose(x, (difference.Is(-1) | u.Is(double.PositiveInfinity)).Choose(difference, difference * (x / u.Log())));
        }

        /// <summary>The nearest whole number; a half goes away from zero.</summary>
        public Value Round()
        {
            var size = x.Abs();
            var whole = size.Floor();
            var rounded = whole + (size - whole >= 0.5);
            return (x < 0).Choose(-rounded, rounded).UnlessMissing(x);
        }

        public Value Truncate() => (x < 0).Choose(x.Ceil(), x.Floor());

        /// <summary>Of whole numbers within 2^53: there the quotient's rounding never reaches the next whole number.</summary>
        public Value FloorDivide(double by) => (x / by).Floor();

        public Value NormalQuantile()
        {
            var q = x - 0.5;
            var centre = q * Ratio(0.180625 - q * q, Functions.CentreTop, Functions.CentreBottom);
            var r = (-(q < 0).Choose(x, 1 - x).Log()).Sqrt();
            var size = (r <= 5).Choose(Ratio(r - 1.6, Functions.MiddleTop, Functions.MiddleBottom), Ratio(r - 5, Functions.TailTop, Functions.TailBottom));
            var inner = (q.Abs() <= 0.425).Choose(centre, (q < 0).Choose(-size, size));
            return (x <= 0).Choose(double.NegativeInfinity, (x >= 1).Choose(double.PositiveInfinity, inner)).UnlessMissing(x);
        }
    }

    static Value Ratio(Value x, double[] top, double[] bottom)
    {
        Value above = 0, below = 0;
        for (var i = top.Length - 1; i >= 0; i--)
        {
            above = i == top.Length - 1 ? top[i] : above * x + top[i];
            below = i == bottom.Length - 1 ? bottom[i] : below * x + bottom[i];
        }
        return above / below;
    }
}
