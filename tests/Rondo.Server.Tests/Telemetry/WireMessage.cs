using System.Text;
using Google.Protobuf;

namespace Rondo.Server.Tests.Telemetry;

/// <summary>A message in protobuf's wire format, by the numbers of its fields.</summary>
sealed class WireMessage
{
    readonly List<(int Field, object Value)> _fields = [];

    WireMessage(byte[] bytes)
    {
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is not 0 and var tag)
        {
            object value = WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadUInt64(),
                WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                WireFormat.WireType.Fixed32 => input.ReadFixed32(),
                WireFormat.WireType.LengthDelimited => input.ReadBytes().ToByteArray(),
                var other => throw new InvalidDataException($"A field of wire type {other}."),
            };
            _fields.Add((WireFormat.GetTagFieldNumber(tag), value));
        }
    }

    public static WireMessage Read(byte[] bytes) => new(bytes);

    /// <summary>Messages of a field within messages of a field, and so on.</summary>
    public IEnumerable<WireMessage> All(params int[] path) => path.Aggregate((IEnumerable<WireMessage>)[this], (found, field) => found.SelectMany(m => m.Bytes(field).Select(Read)));

    public IEnumerable<byte[]> Bytes(int field) => _fields.Where(f => f.Field == field).Select(f => (byte[])f.Value);

    public bool Has(int field) => _fields.Exists(f => f.Field == field);

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).SingleOrDefault() ?? []);

    public string Hex(int field) => Convert.ToHexStringLower(Bytes(field).SingleOrDefault() ?? []);

    public ulong Number(int field) => (ulong)(_fields.SingleOrDefault(f => f.Field == field).Value ?? 0UL);

    public double Double(int field) => BitConverter.UInt64BitsToDouble(Number(field));

    /// <summary>Numbers of a packed field.</summary>
    public IReadOnlyList<ulong> Packed(int field) => [.. Bytes(field).SelectMany(b => b.Chunk(8)).Select(b => BitConverter.ToUInt64(b))];

    /// <summary>OpenTelemetry's attributes of a field: text, whole numbers, or fractions as they are written.</summary>
    public Dictionary<string, string> Attributes(int field) => All(field).ToDictionary(a => a.Text(1), a => a.All(2).Single() is var value && value.Has(3) ? $"{value.Number(3)}" : value.Text(1));
}
