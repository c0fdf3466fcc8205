namespace Rondo.Prepare.Tests.Sources;

/// <summary>Changes bytes of a file as accidents do, by a seeded generator.</summary>
static class Damage
{
    private static readonly byte[] s_nasty = [0, .. "\n\r\"\\,:{}[] -0"u8, 0xC3, 0xFF];

    public static byte[] Some(byte[] whole, Random random)
    {
        var bytes = whole.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            var nasty = s_nasty[random.Next(s_nasty.Length)];
            switch (random.Next(4))
            {
                case 0: bytes[at] = nasty; break;
                case 1: bytes.Insert(at, nasty); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                default: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            }
        }
        return [.. bytes];
    }
}
