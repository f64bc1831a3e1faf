//! The little statistics that a handful of samples bears.

/// The median; the mean of the middle two where their number is even.
pub fn median(samples: &[f64]) -> Option<f64> {
    // By insertion: the library's sorts are made for more than a handful, and weigh 20 KB.
    let mut sorted: Vec<f64> = Vec::with_capacity(samples.len());
    for &sample in samples {
        let place = sorted.partition_point(|&s| s <= sample);
        sorted.insert(place, sample);
    }
    let mid = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[mid]),
        _ => Some((sorted[mid - 1] + sorted[mid]) / 2.0),
    }
}

/// The smallest.
pub fn least(samples: &[f64]) -> Option<f64> {
    samples.iter().copied().min_by(f64::total_cmp)
}

/// The largest.
pub fn most(samples: &[f64]) -> Option<f64> {
    samples.iter().copied().max_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_the_mean_of_the_middle_two() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0]), Some(3.0));
        assert_eq!(median(&[9.0, 1.0, 3.0]), Some(3.0));
        assert_eq!(median(&[9.0, 1.0, 3.0, 4.0]), Some(3.5));
    }
}
