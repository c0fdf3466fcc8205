using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Forests;

/// <summary>The draws of one tree, one after the other. A tree is grown by one thread in a fixed order, so they are the same on any machine.</summary>
sealed class RandomDraws(CounterRandom random)
{
    private ulong _next;

    public int Below(int bound) => random.Below(_next++, bound);

    public double Uniform() => random.Uniform(_next++);

    public bool Coin() => (random.Bits(_next++) & 1) != 0;
}
