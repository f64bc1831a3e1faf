//! Pictures that real browsers decode, of a given size in bytes.

use anyhow::{Result, ensure};
use getthrough::rng::Rng;
use png::chunk::ChunkType;
use png::{BitDepth, ColorType, Compression, Encoder};

const WIDTH: u32 = 256;
/// A PNG without pixel data, its compression's overhead, and room for the padding chunk.
const OVERHEAD: usize = 1024;
/// Length, type and checksum of a chunk.
const CHUNK_FRAME: usize = 12;
/// A chunk that decoders pass over: ancillary, private, safe to copy.
const PADDING: ChunkType = ChunkType(*b"gtPd");

/// Bytes that no compression makes smaller.
pub fn noise(length: usize) -> Vec<u8> {
    let mut rng = Rng::new(length as u64);
    let mut bytes: Vec<u8> = std::iter::repeat_with(|| rng.next_u64().to_le_bytes())
        .take(length.div_ceil(8))
        .flatten()
        .collect();
    bytes.truncate(length);
    bytes
}

/// A site's icon: 32 by 32 pixels, about a kilobyte.
pub fn small() -> Result<Vec<u8>> {
    encode(32, 32, &noise(32 * 32), 0)
}

/// A picture of noise, exactly so many bytes long.
pub fn large(length: usize) -> Result<Vec<u8>> {
    ensure!(
        length > 4 * OVERHEAD,
        "an object of {length} bytes is too small to be one"
    );
    let rows = (length - OVERHEAD) / (WIDTH as usize + 1);
    let pixels = noise(rows * WIDTH as usize);
    let bare = encode(WIDTH, rows as u32, &pixels, 0)?.len();
    ensure!(
        bare + CHUNK_FRAME <= length,
        "a picture of {rows} rows takes {bare} bytes"
    );
    encode(WIDTH, rows as u32, &pixels, length - bare - CHUNK_FRAME)
}

fn encode(width: u32, height: u32, pixels: &[u8], padding: usize) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, width, height);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::NoCompression);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    if padding > 0 {
        writer.write_chunk(PADDING, &noise(padding))?;
    }
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_picture_has_exactly_its_size_and_can_be_read() {
        for length in [40_000, 65_536, 119_089, 1_000_000] {
            let bytes = large(length).unwrap();
            assert_eq!(bytes.len(), length);
            let decoder = png::Decoder::new(std::io::Cursor::new(&bytes));
            let mut reader = decoder.read_info().unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut pixels).unwrap();
            assert_eq!(info.width, WIDTH);
        }
    }
}
